package io.tidegate.admin;

import io.tidegate.config.AdminConfig;
import io.tidegate.config.BindAddress;
import io.tidegate.config.GatewayConfig.Journals;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.filter.address.Bans;
import io.tidegate.filter.auth.mint.OwnKeys;
import io.tidegate.move.Moves;
import io.tidegate.session.FakeSession;
import io.tidegate.session.SessionRegistry;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.Journeys;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Transport;
import io.tidegate.upstream.Upstreams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An admin server on free ports, with real loops, real telemetry and sessions without sockets behind it. */
final class AdminFixture implements AutoCloseable {
    static final String TOKEN = "a-token-of-enough-characters";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    final EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 2);
    final Telemetry telemetry = Telemetry.start(loops, Journals.NONE, "1.2.3");
    final SessionRegistry registry = new SessionRegistry(loops);
    final Upstreams upstreams = Upstreams.start(GatewayConfigs.rich().upstreams());
    final Bans bans = new Bans();
    final Moves moves = Moves.start(upstreams, registry);
    final FakeConfig config = new FakeConfig();
    final AdminSources sources;
    final AdminServer server;
    volatile @Nullable String notReady;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    AdminFixture() {
        this(null);
    }

    AdminFixture(@Nullable String token) {
        BindAddress free = BindAddress.parse("127.0.0.1:0");
        sources = new AdminSources(
                () -> notReady,
                telemetry,
                registry,
                upstreams,
                bans,
                new OwnKeys(Clock.systemUTC()),
                moves,
                config,
                "1.2.3");
        server = AdminServer.start(new AdminConfig(free, token, List.of(), null, List.of(), null, free), sources);
    }

    /** An open session, with its place in the registry and in the metrics. */
    FakeSession session(String id, String route, String client) throws Exception {
        Journey journey = Journeys.opened(id, route, route + "-servers");
        journey.clientIs(new InetSocketAddress(client, 4711));
        Loop loop = loops.loops().get(Math.floorMod(id.hashCode(), 2));
        loop.eventLoop().submit(() -> telemetry.loop(loop).opened(journey)).get(5, TimeUnit.SECONDS);
        return FakeSession.register(registry, loop, journey);
    }

    URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + pathAndQuery);
    }

    URI openUri(String path) {
        return URI.create("http://127.0.0.1:" + server.openAddress().getPort() + path);
    }

    HttpResponse<String> get(String pathAndQuery) throws Exception {
        return send(HttpRequest.newBuilder(uri(pathAndQuery)));
    }

    HttpResponse<String> delete(String pathAndQuery) throws Exception {
        return send(HttpRequest.newBuilder(uri(pathAndQuery)).DELETE());
    }

    /** With a whole file as its body, or without one. */
    HttpResponse<String> post(String pathAndQuery, @Nullable String yaml) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(pathAndQuery));
        return send(
                yaml == null
                        ? request.POST(BodyPublishers.noBody())
                        : request.header("Content-Type", "application/yaml").POST(BodyPublishers.ofString(yaml)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(
                request.timeout(Duration.ofSeconds(10)).build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** For requests that a proper client does not send; answers the status line. */
    String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            byte[] answer = socket.getInputStream().readAllBytes();
            return new String(answer, StandardCharsets.ISO_8859_1);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        client.close();
        server.close();
        upstreams.close();
        telemetry.close();
        loops.close();
    }
}
