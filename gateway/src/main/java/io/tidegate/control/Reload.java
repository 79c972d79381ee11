package io.tidegate.control;

import io.tidegate.config.AllFaults;
import io.tidegate.config.ConfigException;
import io.tidegate.config.EndpointConfig;
import io.tidegate.config.GatewayConfig;
import io.tidegate.config.OnRemovedConfig;
import io.tidegate.config.Rate;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.shape.Shape;
import io.tidegate.health.HealthChecks;
import io.tidegate.move.Moves;
import io.tidegate.net.Listeners;
import io.tidegate.net.ListenersChange;
import io.tidegate.protocol.Phase;
import io.tidegate.route.RouteChange;
import io.tidegate.route.RouteTable;
import io.tidegate.session.SessionRegistry;
import io.tidegate.session.SessionRegistry.Farewell;
import io.tidegate.session.Sessions;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.transport.FileDigest;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.Upstream;
import io.tidegate.upstream.Upstreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts another configuration in the place of the one that runs: first all that may be refused is made, beside what runs, and
 * then all of it is taken, or all is dropped. One at a time; blocks the thread that calls it, which is no event loop.
 */
public final class Reload {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
    private static final long PATIENCE_SECONDS = 5;

    private final Site site;
    private final Draining draining;
    private Map<String, FileDigest> upstreamFiles;

    /** What a reload changes. */
    public record Site(
            FilterTypes filterTypes,
            Listeners listeners,
            AtomicReference<RouteTable> routes,
            Upstreams upstreams,
            HealthChecks checks,
            Sessions sessions,
            SessionRegistry registry,
            Moves moves,
            Telemetry telemetry) {}

    /** What was made of a configuration, and is not in use. */
    private record Prepared(
            RouteTable routes,
            Upstreams.Change upstreams,
            ListenersChange listeners,
            Map<String, FileDigest> upstreamFiles) {
        void discard() {
            upstreams.discard();
            listeners.discard();
        }
    }

    /** @param config the one that runs */
    public Reload(Site site, Draining draining, GatewayConfig config) {
        this.site = site;
        this.draining = draining;
        this.upstreamFiles = upstreamFiles(config);
    }

    /**
     * Goes from {@code before} to {@code after}.
     *
     * @return what that changes, but for what takes a restart whatever the configuration
     * @throws ConfigException with every fault; nothing has changed then
     * @throws ReloadRefusedException if a drain has begun; nothing has changed then
     */
    ReloadReport run(GatewayConfig before, GatewayConfig after, boolean dryRun) {
        if (draining.hasBegun()) {
            throw refusal();
        }
        Prepared prepared = prepare(after);
        ReloadReport report;
        List<RouteChange> changes = new ArrayList<>();
        List<Upstream> upstreams = List.copyOf(site.upstreams().all());
        Map<String, List<Endpoint>> leaving = leaving(before, after);
        boolean taken = false;
        try {
            report = report(before, after, prepared, dryRun);
            taken = !dryRun
                    && draining.unlessBegun(() -> {
                        commit(prepared, upstreams, changes);
                        site.sessions().budgets().follow(after);
                        site.sessions().capacity().follow(after);
                        site.filterTypes().the(Shape.class).shares().follow(after.bandwidth());
                    });
        } finally {
            if (!taken) {
                prepared.discard();
            }
        }
        if (!taken && !dryRun) {
            throw refusal();
        }
        if (taken) {
            follow(changes);
            leaving.forEach((name, endpoints) -> leave(endpoints, deciding(name, before, after)));
        }
        return report;
    }

    private Prepared prepare(GatewayConfig config) {
        var faults = new AllFaults();
        List<Runnable> undo = new ArrayList<>();
        boolean complete = false;
        try {
            Map<String, FileDigest> files = upstreamFiles(config); // before they are read
            RouteTable routes = faults.orNull(
                    "", () -> site.routes().get().next(config.routes().values(), site.filterTypes()));
            Upstreams.Change upstreams =
                    faults.orNull("", () -> site.upstreams().prepare(config.upstreams()));
            if (upstreams != null) {
                undo.add(upstreams::discard);
            }
            ListenersChange listeners = faults.orNull("", () -> site.listeners().prepare(config.listeners()));
            if (listeners != null) {
                undo.add(listeners::discard);
            }
            faults.refuseIfAny();
            Prepared prepared = new Prepared(
                    Objects.requireNonNull(routes),
                    Objects.requireNonNull(upstreams),
                    Objects.requireNonNull(listeners),
                    files);
            complete = true;
            return prepared;
        } finally {
            if (!complete) {
                undo.forEach(Runnable::run);
            }
        }
    }

    /**
     * First what a handshake may need, then what leads there, then the door. A handshake that has a route finds that route's
     * upstream in any case: those that are removed can still be had, until all loops are known to be past that step.
     */
    private void commit(Prepared prepared, List<Upstream> upstreamsBefore, List<RouteChange> changes) {
        prepared.upstreams().commit();
        site.checks().follow(site.upstreams().all());
        site.moves().follow(site.upstreams().all());
        site.sessions()
                .goTo(Stream.concat(upstreamsBefore.stream(), site.upstreams().all().stream())
                        .toList());
        RouteTable before = site.routes().getAndSet(prepared.routes());
        changes.addAll(before.becomes(prepared.routes()));
        prepared.listeners().commit();
        upstreamFiles = prepared.upstreamFiles();
    }

    /** Brings open sessions over, and waits until each loop has looked at all that it has. */
    private void follow(List<RouteChange> changes) {
        try {
            int leaving = site.registry().follow(changes).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (leaving > 0) {
                LOG.info("{} sessions cannot follow their route and are ended", leaving);
            }
        } catch (TimeoutException e) {
            LOG.warn("an event loop is held up; sessions follow their routes when it goes on");
        } catch (ExecutionException e) {
            LOG.error("sessions do not follow their routes", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        site.sessions().goTo(site.upstreams().all());
    }

    /** Moves or ends the sessions at endpoints that were removed. Handshakes go on: they may find another. */
    private void leave(List<Endpoint> endpoints, OnRemovedConfig onRemoved) {
        Set<String> places = new HashSet<>();
        endpoints.forEach(endpoint -> places.add(endpoint.upstream() + "/" + endpoint.id()));
        Predicate<Journey> there = journey ->
                journey.phase() == Phase.RELAY && places.contains(journey.upstream() + "/" + journey.endpoint());
        switch (onRemoved.action()) {
            case KEEP -> {}
            case DRAIN -> {
                if (endpoints.stream().allMatch(endpoint -> isGone(endpoint.upstream()))) { // nowhere to go
                    end(there, onRemoved.rate());
                } else {
                    site.moves().leave(endpoints, onRemoved.rate());
                }
            }
            case CLOSE -> {
                var _ = site.registry().endAll(there, Duration.ZERO, Farewell.LEFT_BEHIND);
            }
        }
    }

    private boolean isGone(String upstream) {
        return site.upstreams().find(upstream) == null;
    }

    private void end(Predicate<Journey> which, Rate rate) {
        var _ = site.registry().endAll(which, rate, Farewell.LEFT_BEHIND);
    }

    /** The endpoints that no entry of {@code after} stands for, by upstream. */
    private Map<String, List<Endpoint>> leaving(GatewayConfig before, GatewayConfig after) {
        Map<String, List<Endpoint>> leaving = new HashMap<>();
        before.upstreams().forEach((name, config) -> {
            List<EndpointConfig> removed =
                    Comparison.removed(config, after.upstreams().get(name));
            if (!removed.isEmpty()) {
                leaving.put(name, endpoints(name, removed));
            }
        });
        return leaving;
    }

    private List<Endpoint> endpoints(String upstream, List<EndpointConfig> entries) {
        return site.upstreams().get(upstream).endpoints().stream()
                .filter(endpoint -> entries.contains(endpoint.config()))
                .toList();
    }

    private static OnRemovedConfig deciding(String upstream, GatewayConfig before, GatewayConfig after) {
        UpstreamConfig deciding = Objects.requireNonNullElse(
                after.upstreams().get(upstream), before.upstreams().get(upstream));
        return deciding.onRemoved();
    }

    private ReloadReport report(GatewayConfig before, GatewayConfig after, Prepared prepared, boolean dryRun) {
        Set<String> renewedUpstreams = new HashSet<>(prepared.upstreamFiles().keySet());
        renewedUpstreams.removeIf(
                name -> Objects.equals(prepared.upstreamFiles().get(name), upstreamFiles.get(name)));
        List<ReloadReport.Change> changes = new Comparison(before, after, new Counts())
                .changes(prepared.listeners().renewed(), renewedUpstreams);
        return new ReloadReport(dryRun, changes, prepared.listeners().needsRestart());
    }

    private static Map<String, FileDigest> upstreamFiles(GatewayConfig config) {
        Map<String, FileDigest> files = new HashMap<>();
        config.upstreams()
                .forEach((name, upstream) ->
                        files.put(name, FileDigest.of(upstream.tls().files())));
        return files;
    }

    private static ReloadRefusedException refusal() {
        return new ReloadRefusedException("The gateway drains; its configuration stays as it is.");
    }

    /** At the moment of the call. */
    private final class Counts implements Comparison.OpenSessions {
        private final Map<String, Integer> byRoute = site.telemetry().sessionsByRoute();

        @Override
        public int ofRoute(String route) {
            return byRoute.getOrDefault(route, 0);
        }

        @Override
        public int ofUpstream(String upstream) {
            return site.upstreams().get(upstream).sessions();
        }

        @Override
        public int atEndpoint(String upstream, EndpointConfig endpoint) {
            return endpoints(upstream, List.of(endpoint)).stream()
                    .mapToInt(Endpoint::sessions)
                    .sum();
        }
    }
}
