package io.tidegate.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration file, except {@code defaults}, which are laid below listeners, upstreams and routes.
 *
 * @param listeners bound ports by name; at least one
 * @param upstreams groups of endpoints by name
 * @param routes by name; between routes that match equally well, the first one wins
 * @param drain how the gateway ends
 * @param reload when the file is read anew
 * @param maxSessions sessions open or being opened at once, over which handshakes get 503; 1 to 10 million; where absent
 *     seven sixteenths of the file descriptors that the process may have beyond 256
 * @param maxHandshakes clients whose request has not come whole; one more takes the place of the one that has waited longest, or is
 *     not taken itself; 1 to 1 million; where absent an eighth of these file descriptors, at most 4,096
 * @param memoryBudget how many bytes of all sessions may wait at once; 1 MiB to 1,024 GiB, a quarter of the largest heap where absent
 * @param eventLoops number of event loops, 1 to 1,024; {@code auto} for one per core
 * @param transport how sockets are driven; {@code auto} takes io_uring from Linux 6.1 on, else
 *     epoll, else NIO: the first that loads
 * @param admin the admin API; absent: none
 * @param metrics where metrics are pushed to; absent: nowhere
 * @param tracing spans of handshakes, attempts and endings; absent: none
 * @param log what {@code tidegate run} tells of itself; absent: as if it were {@code {}}
 * @param accessLog absent: none
 * @param audit where filters of type {@code audit} write to; absent: none
 * @param deadLetters where routes with {@code dead-letters} write to; absent: none
 * @param bandwidth what sessions share whose routes have a filter of type {@code shape}, by name
 * @param redis what filters with {@code store: redis} share their limits through; absent: nothing
 */
public record GatewayConfig(
        Map<String, ListenerConfig> listeners,
        Map<String, UpstreamConfig> upstreams,
        Map<String, RouteConfig> routes,
        @Default("{}") DrainConfig drain,
        @Default("{}") ReloadConfig reload,
        @Nullable Integer maxSessions,
        @Nullable Integer maxHandshakes,
        @Nullable ByteSize memoryBudget,
        @Default("auto") LoopCount eventLoops,
        @Default("auto") TransportChoice transport,
        @Nullable AdminConfig admin,
        @Nullable MetricsConfig metrics,
        @Nullable TracingConfig tracing,
        @Nullable LogConfig log,
        @Nullable AccessLogConfig accessLog,
        @Nullable JournalConfig audit,
        @Nullable JournalConfig deadLetters,
        Map<String, BandwidthConfig> bandwidth,
        @Nullable RedisConfig redis) {

    /** How sockets are driven. */
    public enum TransportChoice {
        AUTO,
        IO_URING,
        EPOLL,
        NIO;

        /** As Linux spells it: {@code io_uring}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is written to files, each with lines of its own; null where there is none.
     *
     * @param accessLog may be standard output
     */
    public record Journals(
            @Nullable AccessLogConfig accessLog,
            @Nullable JournalConfig audit,
            @Nullable JournalConfig deadLetters,
            @Nullable JournalConfig adminAudit) {
        /** Nothing is written. */
        public static final Journals NONE = new Journals(null, null, null, null);
    }

    /** @throws ConfigException with every broken cross-reference */
    public GatewayConfig {
        listeners = ordered(listeners);
        upstreams = ordered(upstreams);
        routes = ordered(routes);
        bandwidth = ordered(bandwidth);
        if (maxSessions != null) {
            Check.between("max-sessions", maxSessions, 1, 10_000_000);
        }
        if (maxHandshakes != null) {
            Check.between("max-handshakes", maxHandshakes, 1, 1_000_000);
        }
        if (memoryBudget != null) {
            Check.between("memory-budget", memoryBudget, ByteSize.ofMiB(1), ByteSize.ofMiB(1 << 20));
        }
        var journals = new JournalFiles(accessLog, audit, deadLetters, admin);
        Set<String> given = new HashSet<>(journals.keys());
        if (redis != null) {
            given.add("redis");
        }
        if (tracing != null) {
            given.add("tracing");
        }
        List<String> faults =
                new ArrayList<>(CrossReferences.faults(listeners.keySet(), upstreams.keySet(), given, routes));
        faults.addAll(journals.faults());
        faults.addAll(UsesBandwidth.faults(bandwidth.keySet(), bandwidth, routes));
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
    }

    /** This configuration in a process that was started with {@code started}, of which some cannot change. */
    public GatewayConfig in(GatewayConfig started) {
        return new GatewayConfig(
                listeners,
                upstreams,
                routes,
                drain,
                reload,
                maxSessions,
                maxHandshakes,
                memoryBudget,
                started.eventLoops,
                started.transport,
                started.admin,
                started.metrics,
                started.tracing,
                started.log,
                started.accessLog,
                started.audit,
                started.deadLetters,
                bandwidth,
                started.redis);
    }

    /** What is written to files. */
    public Journals journals() {
        return new Journals(accessLog, audit, deadLetters, admin == null ? null : admin.audit());
    }

    /** {@link #memoryBudget}, or what holds where that is absent. */
    public long memoryBudgetBytes() {
        return memoryBudget == null ? Runtime.getRuntime().maxMemory() / 4 : memoryBudget.bytes();
    }

    /** What can be tried out. */
    public ConfigParts parts() {
        return new ConfigParts(listeners, upstreams, routes, transport, admin);
    }

    private static <T> Map<String, T> ordered(Map<String, T> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
