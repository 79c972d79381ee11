package io.tidegate.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.ChatUpstream;
import io.tidegate.testing.EndpointProcess;
import io.tidegate.testing.EndpointProgram;
import io.tidegate.testing.ForeignProgram;
import io.tidegate.testing.FreePort;
import io.tidegate.testing.GatewayProcess;
import io.tidegate.testing.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of three endpoints is killed and started again under many sessions whose clients come back at once: {@code mvn -pl
 * gateway test -Dtests.groups=load -Dtests.excluded=none -Dtests.forks=1 -Dtest=EndpointRestartTest}. Clients, gateway and endpoints are a
 * process each; {@code -Dload.clients=N} for another number of clients.
 */
@Tag("load")
class EndpointRestartTest {
    private static final int CLIENTS = Integer.getInteger("load.clients", 3000);
    private static final int CONNECT_RATE = 100; // a second
    private static final int BURST_MILLIS = 20; // as docs/load-balancing.md has it
    private static final int LATE_MILLIS = 50; // by which a process on a busy machine may take a connection
    private static final int MOST_IN_A_SECOND = CONNECT_RATE * (1000 + BURST_MILLIS + LATE_MILLIS) / 1000 + 1;
    private static final int CHURN = CLIENTS * 5 / 100; // a second
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private List<EndpointProcess> endpoints = List.of();

    @BeforeEach
    void startEndpoints() {
        endpoints = EndpointProcess.start(folder, 3);
    }

    @AfterEach
    void closeEndpoints() {
        endpoints.forEach(EndpointProcess::close);
    }

    @Test
    void noEndpointIsBuriedAndTheSessionsAreEvenAgain() {
        int adminPort = FreePort.next();
        try (var gateway = GatewayProcess.start(folder, settings(adminPort), "-Xmx512m");
                ForeignProgram clients = clients(gateway.address().getPort())) {
            gateway.open("/warm-up").close(); // what is loaded for it delays the connections of the first second
            ChatUpstream upstream =
                    new ChatUpstream(Admin.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), adminPort)));
            clients.awaitOutput("all open", LIMIT);
            assertThat(unevenness(upstream)).isLessThan(0.01);
            long openAgainMillis = restartOne(upstream, clients);
            List<Integer> before = sessions(upstream);

            long startMillis = System.currentTimeMillis();
            clients.tell("churn " + CHURN);
            Awaitility.await("sessions within 10 % of even")
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> unevenness(upstream) <= 0.1);

            System.out.printf(
                    "EndpointRestartTest: %,d clients; all back %,d ms after the kill, sessions %s; under a churn of %d/s"
                            + " within 10 %% of even after %,d ms and %,d churned sessions: %s; most connections in a"
                            + " second %s, connect-rate %d/s%n",
                    CLIENTS,
                    openAgainMillis,
                    before,
                    CHURN,
                    System.currentTimeMillis() - startMillis,
                    count(clients, "churned "),
                    sessions(upstream),
                    peaks(),
                    CONNECT_RATE);
            assertThat(clients.output().lines().filter(line -> line.startsWith("refused")))
                    .isEmpty();
            assertThat(peaks()).allMatch(peak -> peak <= MOST_IN_A_SECOND);
        }
    }

    private Settings settings(int adminPort) {
        return Settings.to(endpoints.stream().map(EndpointProcess::url).toArray(String[]::new))
                .gateway("admin", "{ address: \"127.0.0.1:" + adminPort + "\" }")
                .upstream("balance", "least-sessions")
                .upstream("connect-rate", CONNECT_RATE + "/s")
                .upstream("slow-start", "100")
                .upstream("waiting-room", "{ size: " + CLIENTS + ", timeout: 1m }")
                .upstream(
                        "health-check",
                        "{ type: websocket, path: " + EndpointProgram.CHECK
                                + ", interval: 500ms, timeout: 2s, fall: 2, rise: 2 }");
    }

    private ForeignProgram clients(int port) {
        List<String> command = GatewayProcess.java("-Xmx1g");
        command.addAll(List.of(ReconnectingClients.class.getName(), Integer.toString(port), Integer.toString(CLIENTS)));
        return ForeignProgram.start(folder, command);
    }

    /** @return milliseconds from its death until all clients have a session */
    private long restartOne(ChatUpstream upstream, ForeignProgram clients) {
        EndpointProcess endpoint = endpoints.getFirst();
        long killedMillis = System.currentTimeMillis();
        endpoint.kill();
        upstream.awaitState(endpoint.id(), "down");
        endpoint.restart();
        return Awaitility.await("all clients are back")
                        .atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> lastOpenMillis(clients), millis -> millis > killedMillis)
                - killedMillis;
    }

    private static long lastOpenMillis(ForeignProgram clients) {
        return clients.output()
                .lines()
                .filter(line -> line.startsWith("all open "))
                .mapToLong(line -> Long.parseLong(line.substring("all open ".length())))
                .max()
                .orElse(0);
    }

    private static long count(ForeignProgram clients, String start) {
        return clients.output().lines().filter(line -> line.startsWith(start)).count();
    }

    private List<Integer> sessions(ChatUpstream upstream) {
        return endpoints.stream()
                .map(endpoint -> upstream.sessions(endpoint.id()))
                .toList();
    }

    /** How far the endpoint that is farthest from its even share is from it, as a part of that. */
    private double unevenness(ChatUpstream upstream) {
        double even = (double) CLIENTS / endpoints.size();
        return sessions(upstream).stream()
                .mapToDouble(count -> Math.abs(count - even) / even)
                .max()
                .orElseThrow();
    }

    private List<Integer> peaks() {
        return endpoints.stream().map(EndpointProcess::mostSessionsInASecond).toList();
    }
}
