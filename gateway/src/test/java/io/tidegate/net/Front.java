package io.tidegate.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import io.tidegate.filter.FilterTypes;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.route.RouteTable;
import io.tidegate.session.Arrival;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Listeners of a test, with one route {@code /chat/**}: whom they admit waits here, and how the others end is read from the access log. */
final class Front implements AutoCloseable {
    private static final int MOST_HANDSHAKES = 10_000;

    private final Path log;
    private final EventLoops loops;
    private final Telemetry telemetry;
    private final Listeners listeners;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final AtomicBoolean draining = new AtomicBoolean();

    /**
     * Binds a listener named {@code public}.
     *
     * @param folder of the test
     * @param settings of the listener, YAML in flow style without the braces
     */
    static Front on(Path folder, String settings) {
        return new Front(folder, "{ public: { " + settings + " } }", "nio");
    }

    /** @param listenersYaml in flow style */
    Front(Path folder, String listenersYaml, String transport) {
        log = folder.resolve("access.log");
        GatewayConfig config = config(listenersYaml, transport);
        RouteTable routes = RouteTable.of(config, FilterTypes.load());
        loops = new EventLoops(Transport.choose(config.transport()), 1);
        telemetry = Telemetry.start(loops, config.journals(), "test");
        try {
            listeners = Listeners.bind(
                    config.listeners(),
                    new Reception(loops, () -> routes, arrivals::add, telemetry, draining::get, () -> MOST_HANDSHAKES));
        } catch (RuntimeException e) {
            loops.close();
            telemetry.close();
            throw e;
        }
    }

    /** The listeners in place of those that are there, yet to be taken. */
    ListenersChange prepare(String listenersYaml) {
        return listeners.prepare(config(listenersYaml, "auto").listeners());
    }

    private GatewayConfig config(String listenersYaml, String transport) {
        return ConfigReader.read(ConfigSource.of("t.yaml", """
                listeners: %s
                upstreams: { up: { endpoints: [ "ws://127.0.0.1:9" ] } }
                routes: { chat: { match: { path: "/chat/**" }, upstream: up } }
                access-log: { file: "%s" }
                transport: %s
                """.formatted(listenersYaml, log, transport)), name -> null);
    }

    Listeners listeners() {
        return listeners;
    }

    SocketAddress address() {
        return listeners.address("public");
    }

    RawClient connect() throws IOException {
        return new RawClient(address());
    }

    /** Sends a request and reads what comes until the end of the stream. */
    String answer(String request) throws IOException {
        try (RawClient client = connect()) {
            return client.send(request).readToEnd();
        }
    }

    void drain() {
        draining.set(true);
    }

    Arrival awaitArrival() throws InterruptedException {
        Arrival arrival = arrivals.poll(10, TimeUnit.SECONDS);
        assertThat(arrival).as("a client is admitted").isNotNull();
        return arrival;
    }

    /** Releases what an arrival holds. */
    static void dismiss(Arrival arrival) {
        arrival.early().release();
        arrival.channel().close().syncUninterruptibly();
    }

    /** All endings, once there are as many; fails if there are more. */
    List<Ending> awaitEndings(int count) throws IOException {
        return awaitLines(count).stream()
                .map(line -> new Ending(
                        Phase.valueOf(upper(line.get("phase").asString())),
                        Cause.valueOf(upper(line.get("cause").asString())),
                        line.get("code").asInt(),
                        line.get("reason").asString()))
                .toList();
    }

    List<JsonNode> awaitLines(int count) throws IOException {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Files.readAllLines(log).size() >= count);
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSize(count);
        return lines.stream().map(JsonMapper.shared()::readTree).toList();
    }

    /** One figure of the metrics. */
    double metric(String series) {
        return telemetry
                .scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() {
        listeners.close();
        arrivals.forEach(Front::dismiss);
        loops.close();
        telemetry.close();
    }

    private static String upper(String label) {
        return label.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
