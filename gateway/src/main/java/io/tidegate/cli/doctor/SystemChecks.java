package io.tidegate.cli.doctor;

import io.tidegate.config.GatewayConfig;
import io.tidegate.config.ListenerConfig;
import io.tidegate.session.Capacity;
import io.tidegate.transport.Descriptors;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/** Limits of this process and of the kernel, beside what the configuration wants. What the system does not tell is left out. */
final class SystemChecks {
    private static final String TOPIC = "system";
    private static final long FEW_FILES = 4096;
    private static final long KERNEL_BYTES_A_SESSION = 16 << 10;
    private static final long PAGE = 4096;

    private final GatewayConfig config;
    private final long descriptors;
    private final Path kernel;

    SystemChecks(GatewayConfig config) {
        this(config, Descriptors.limit(), Path.of("/proc/sys/net"));
    }

    /** @param kernel a folder laid out as {@code /proc/sys/net} */
    SystemChecks(GatewayConfig config, long descriptors, Path kernel) {
        this.config = config;
        this.descriptors = descriptors;
        this.kernel = kernel;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (descriptors != Long.MAX_VALUE) {
            findings.add(files());
        }
        first("core/somaxconn", 0).ifPresent(most -> findings.addAll(backlogs(most)));
        first("ipv4/ip_local_port_range", 0)
                .ifPresent(low ->
                        first("ipv4/ip_local_port_range", 1).ifPresent(high -> findings.add(ports(high - low + 1))));
        first("ipv4/tcp_mem", 2).ifPresent(pages -> findings.add(memory(pages * PAGE)));
        return findings;
    }

    private Finding files() {
        Integer wanted = config.maxSessions();
        long sessions = wanted == null ? Capacity.standard(descriptors) : Capacity.most(descriptors);
        String text = number(descriptors) + " open files, "
                + (wanted == null ? "so max-sessions is " : "enough for a max-sessions of ") + number(sessions);
        String advice = "ulimit -n, or LimitNOFILE= in its systemd unit; each session takes two";
        if (wanted != null && wanted > sessions) {
            return Finding.fail(TOPIC, "descriptors", text + ", and it is " + number(wanted), advice);
        }
        return descriptors < FEW_FILES
                ? Finding.warn(TOPIC, "descriptors", text, advice)
                : Finding.ok(TOPIC, "descriptors", text);
    }

    private List<Finding> backlogs(long most) {
        List<Finding> findings = new ArrayList<>();
        for (ListenerConfig listener : config.listeners().values()) {
            if (listener.backlog() > most) {
                findings.add(Finding.warn(
                        TOPIC,
                        "net.core.somaxconn",
                        number(most) + ", which cuts the backlog of listener " + listener.name() + ", "
                                + number(listener.backlog()),
                        "sysctl -w net.core.somaxconn=" + listener.backlog() + ", so that a crowd can queue"));
            }
        }
        return findings.isEmpty()
                ? List.of(Finding.ok(TOPIC, "net.core.somaxconn", number(most) + ", no less than any backlog"))
                : List.copyOf(findings);
    }

    /** A connection to one address of an endpoint takes one port of each local address. */
    private Finding ports(long count) {
        String text = number(count) + " local ports for each address of an endpoint";
        String crowded = config.upstreams().values().stream()
                .filter(upstream -> upstream.maxSessions() != 1_000_000) // unless it was said, it means no limit
                .filter(upstream -> upstream.maxSessions()
                        > count
                                * upstream.endpoints().size()
                                * Math.max(1, upstream.source().size()))
                .map(upstream -> upstream.name() + " (" + number(upstream.maxSessions()) + ")")
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
        return crowded.isEmpty()
                ? Finding.ok(TOPIC, "net.ipv4.ip_local_port_range", text)
                : Finding.warn(
                        TOPIC,
                        "net.ipv4.ip_local_port_range",
                        text + ", fewer than the max-sessions of " + crowded + " need",
                        "more endpoints, more addresses in source, or sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"");
    }

    private Finding memory(long bytes) {
        long sessions = bytes / KERNEL_BYTES_A_SESSION;
        String text = number(bytes >> 20) + " MiB for TCP of this machine";
        Integer wanted = config.maxSessions();
        return wanted != null && wanted > sessions
                ? Finding.warn(
                        TOPIC,
                        "net.ipv4.tcp_mem",
                        text + ", little for max-sessions " + number(wanted),
                        "raise its third number (pages of 4 KiB), or lower max-sessions")
                : Finding.ok(TOPIC, "net.ipv4.tcp_mem", text);
    }

    private OptionalLong first(String file, int place) {
        try (BufferedReader in =
                Files.newBufferedReader(kernel.resolve(file))) { // the kernel tells it in one read only
            String[] words =
                    Objects.requireNonNullElse(in.readLine(), "").strip().split("\\s+", -1);
            return OptionalLong.of(Long.parseLong(words[place]));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return OptionalLong.empty();
        }
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
