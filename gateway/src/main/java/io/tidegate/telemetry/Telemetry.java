package io.tidegate.telemetry;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidegate.config.ConfigException;
import io.tidegate.config.GatewayConfig.Journals;
import io.tidegate.config.MetricsConfig;
import io.tidegate.config.TracingConfig;
import io.tidegate.filter.MessageSpans;
import io.tidegate.filter.shape.BandwidthUse;
import io.tidegate.journal.JournalEntry;
import io.tidegate.store.StoreWatch;
import io.tidegate.telemetry.otlp.Otlp;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Loop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Metrics and journals of a gateway. Shared. Counts of frames stay with their loops until a scrape asks for them by one
 * short task per loop; everything else is counted as it happens, per handshake and seldom enough for atomics.
 */
public final class Telemetry implements AutoCloseable {
    /** What OpenMetrics' format is called. */
    public static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final Meters meters;
    private final Supplier<RuntimeMeters> newRuntime;
    private @Nullable RuntimeMeters runtime; // guarded by scraping
    private final RouteMeters routeMeters;
    private final UpstreamMeters upstreamMeters;
    private final CertificateMeters certificateMeters;
    private final BandwidthMeters bandwidthMeters;
    private final ReloadMeters reloadMeters;
    private final List<Loop> eventLoops;
    private final Endings endings;
    private final List<LoopTelemetry> loops;
    private final LoopProbes probes;
    private final WrittenJournals journals;
    private final ReentrantLock scraping = new ReentrantLock();
    private final String version;
    private final String instance = UUID.randomUUID().toString();
    private final @Nullable Traces traces;
    private volatile @Nullable OtlpPush push;

    private Telemetry(EventLoops eventLoops, Journals configured, @Nullable TracingConfig tracing, String version) {
        this.version = version;
        this.eventLoops = eventLoops.loops();
        Exemplars exemplars = tracing == null ? null : new Exemplars();
        registry = exemplars == null
                ? new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)
                : new PrometheusMeterRegistry(
                        PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, exemplars);
        meters = new Meters(registry);
        traces = tracing == null || exemplars == null
                ? null
                : Traces.of(tracing, self(), new MeterFactory(registry), exemplars);
        journals = new WrittenJournals(configured, eventLoops.loops().size());
        journals.register(registry);
        endings = new Endings(eventLoops.loops().size());
        loops = eventLoops.loops().stream()
                .map(loop -> new LoopTelemetry(meters, journals, traces, endings, loop.index()))
                .toList();
        newRuntime = () -> RuntimeMeters.bind(registry, version, eventLoops);
        routeMeters = new RouteMeters(registry, eventLoops.loops(), loops, meters.staleSnapshots);
        upstreamMeters = new UpstreamMeters(registry, meters);
        certificateMeters = new CertificateMeters(registry);
        bandwidthMeters = new BandwidthMeters(registry);
        reloadMeters = new ReloadMeters(registry);
        probes = LoopProbes.start(eventLoops.loops(), meters.loopDelay);
        if (traces != null) {
            traces.start();
        }
    }

    /**
     * Starts to measure the loops' delay, and to write what is configured.
     *
     * @param tracing null for no traces
     * @param version of Tidegate, for {@code tidegate_build_info}
     * @throws ConfigException if a journal's file cannot be opened, or the receiver of traces not be used here
     */
    public static Telemetry start(
            EventLoops loops, Journals journals, @Nullable TracingConfig tracing, String version) {
        return new Telemetry(loops, journals, tracing, version);
    }

    /** As {@link #start(EventLoops, Journals, TracingConfig, String)}, without traces. */
    public static Telemetry start(EventLoops loops, Journals journals, String version) {
        return start(loops, journals, null, version);
    }

    /**
     * Begins to push metrics to where {@code config} says; to be called at most once.
     *
     * @param config null for nowhere
     * @throws ConfigException if it cannot be used here
     */
    public void push(@Nullable MetricsConfig config) {
        if (config != null && config.otlp() != null) {
            var pushes = new MeterFactory(registry)
                    .counters("otlp.pushes", "Pushes of metrics, by whether they were taken.", "result");
            push = OtlpPush.start(config.otlp(), self(), () -> fresh(registry.getPrometheusRegistry()::scrape), pushes);
        }
    }

    /** What {@code loop} counts into; to be used on that loop only. */
    public LoopTelemetry loop(Loop loop) {
        return loops.get(loop.index());
    }

    /** How the latest clients ended. */
    public Endings endings() {
        return endings;
    }

    /** Writes a change by the admin API where it is configured to. From any thread. */
    public void administered(JournalEntry change) {
        journals.tellAdmin(change);
    }

    /** A listener could not accept: most likely the process is out of file descriptors. From any thread. */
    public void acceptFailed(String listener) {
        meters.acceptFaults.with(listener).increment();
    }

    /** The {@code accept-rate} of a listener is used up for now. From any thread. */
    public void acceptWaited(String listener) {
        meters.storms.acceptWaits.with(listener).increment();
    }

    /** A client left while it waited to be accepted. From any thread. */
    public void acceptSkipped(String listener) {
        meters.storms.acceptSkipped.with(listener).increment();
    }

    /** A health check of an endpoint had a result, {@code nanos} after its start. From any thread. */
    public void endpointChecked(String upstream, String endpoint, boolean passed, long nanos) {
        meters.endpointChecks
                .with(upstream, endpoint, passed ? "passed" : "failed")
                .increment();
        meters.endpointCheckTime.with(upstream).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Where upstreams and endpoints of now are asked for at each scrape; series of those no longer named are removed. */
    public void upstreams(Supplier<List<UpstreamGauge>> now) {
        upstreamMeters.ask(now);
    }

    /** Where it is asked for at each scrape when certificates of listeners end, by their names. */
    public void certificates(Supplier<Map<String, Instant>> now) {
        certificateMeters.ask(now);
    }

    /** Where the bandwidths that sessions share are asked for at each scrape; series of those no longer named are removed. */
    public void bandwidth(Supplier<List<BandwidthUse>> now) {
        bandwidthMeters.ask(now);
    }

    /** What is told of messages that carry a trace; null where nothing is traced. */
    public @Nullable MessageSpans messageSpans() {
        return traces;
    }

    /** What counts the bytes of {@code route} that wait. The same object for each call. */
    public AtomicLong waitingBytes(String route) {
        return meters.traffic.waitingBytes.with(route);
    }

    /** Where the number of sessions that the gateway takes at most is asked for at each scrape. */
    public void sessionsLimit(IntSupplier now) {
        Gauge.builder("tidegate.sessions.limit", now, IntSupplier::getAsInt)
                .description("Sessions that may be open or being opened at once.")
                .strongReference(true)
                .register(registry);
    }

    /** Where the memory budget of the process is asked for at each scrape. */
    public void memoryBudget(LongSupplier now) {
        Gauge.builder("tidegate.memory.budget.bytes", now, LongSupplier::getAsLong)
                .description("How many bytes of all sessions may wait.")
                .strongReference(true)
                .register(registry);
    }

    /**
     * What is told of the requests to Redis.
     *
     * @param up asked at each scrape whether it answers
     */
    public StoreWatch redis(BooleanSupplier up) {
        return StoreMeters.register(registry, up);
    }

    /** Where the number of banned addresses is asked for at each scrape. */
    public void bans(IntSupplier now) {
        Gauge.builder("tidegate.banned.addresses", now, IntSupplier::getAsInt)
                .description("Addresses that are banned by the addresses filter.")
                .strongReference(true)
                .register(registry);
    }

    /**
     * Another configuration runs.
     *
     * @param trigger what asked for it, in a word
     */
    public void reloaded(String trigger, Instant at) {
        reloadMeters.applied(trigger, at);
    }

    /** Another configuration was to run, and was refused. */
    public void reloadRefused(String trigger) {
        reloadMeters.refused(trigger);
    }

    /** Open sessions by route; routes that never had one may be absent. */
    public Map<String, Integer> sessionsByRoute() {
        Map<String, Integer> open = new HashMap<>();
        meters.sessions.forEach((values, sessions) -> open.merge(values.getFirst(), sessions.get(), Integer::sum));
        return open;
    }

    /** Open legs of sessions by route and name; those that never had one may be absent. */
    public Map<String, Map<String, Integer>> legsByRoute() {
        Map<String, Map<String, Integer>> open = new HashMap<>();
        meters.traffic.legs.forEach((values, legs) -> open.computeIfAbsent(values.getFirst(), _ -> new HashMap<>())
                .merge(values.getLast(), legs.get(), Integer::sum));
        return open;
    }

    /** What filters have said since the start, in no order. */
    public List<VerdictCount> verdicts() {
        List<VerdictCount> counts = new ArrayList<>();
        meters.traffic.filterVerdicts.forEach((values, counter) -> counts.add(
                new VerdictCount(values.get(0), values.get(1), values.get(2), values.get(3), (long) counter.count())));
        return counts;
    }

    /** Mean round trip of pings to an endpoint, the latest ones above all; null if there was none. */
    public @Nullable Long rttMicros(String upstream, String endpoint) {
        AtomicLong mean = meters.traffic.endpointRoundTrip.find(upstream, endpoint);
        return mean == null ? null : (Long) TimeUnit.NANOSECONDS.toMicros(mean.get());
    }

    /** Begins to take samples for charts; whoever calls it closes it, before this. */
    public Live live() {
        return sampler().started();
    }

    /** What takes samples when it is told to. */
    Live sampler() {
        return new Live(meters, new LoopReadings(eventLoops, loops), probes);
    }

    /** All metrics in Prometheus' text format. Blocks for up to a second for the loops' counts: never to be called on one. */
    public String scrape() {
        return fresh(registry::scrape);
    }

    /** As {@link #scrape()}, in OpenMetrics' format, which has exemplars too. */
    public String scrapeOpenMetrics() {
        return fresh(() -> registry.scrape(OPEN_METRICS));
    }

    private Otlp.Self self() {
        return new Otlp.Self(instance, version);
    }

    private <T> T fresh(Supplier<T> reading) {
        scraping.lock();
        try {
            if (runtime == null) { // the JVM's own beans take longer to load than all listeners: nobody waits for them
                runtime = newRuntime.get();
            }
            routeMeters.refresh();
            upstreamMeters.refresh();
            certificateMeters.refresh();
            bandwidthMeters.refresh();
            return reading.get();
        } finally {
            scraping.unlock();
        }
    }

    /** Writes what waits for the journals. To be called when no loop serves a client any more. */
    @Override
    public void close() {
        OtlpPush pushing = push;
        if (pushing != null) {
            pushing.close();
        }
        if (traces != null) {
            traces.close();
        }
        probes.close();
        journals.close();
        scraping.lock();
        try {
            if (runtime != null) {
                runtime.close();
            }
        } finally {
            scraping.unlock();
        }
        registry.close();
    }
}
