package io.tidegate.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.ChatUpstream;
import io.tidegate.testing.EndpointProcess;
import io.tidegate.testing.ForeignProgram;
import io.tidegate.testing.FreePort;
import io.tidegate.testing.GatewayProcess;
import io.tidegate.testing.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * An endpoint is evacuated, and sessions are spread over one more, while all clients talk: {@code mvn -pl gateway test
 * -Dtests.groups=load -Dtests.excluded=none -Dtests.forks=1 -Dtest=MovedSessionsTest}. Clients, gateway and endpoints are a process each;
 * {@code -Dload.clients=N} for another number of clients.
 */
@Tag("load")
class MovedSessionsTest {
    private static final int CLIENTS = Integer.getInteger("load.clients", 3000);
    private static final int RATE = 200;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Pattern SUMMARY = Pattern.compile("sent (\\d+) answered (\\d+) wrong (\\d+) ended (\\d+)\\.");

    @TempDir
    Path folder;

    private List<EndpointProcess> endpoints = List.of();

    /** What was moved by when. */
    private record Point(long nanos, int moved) {}

    @BeforeEach
    void startEndpoints() {
        endpoints = EndpointProcess.start(folder, 4);
    }

    @AfterEach
    void closeEndpoints() {
        endpoints.forEach(EndpointProcess::close);
    }

    @Test
    void anEvacuationHoldsItsRateAndLeavesNobodyBehind() {
        int adminPort = FreePort.next();
        try (var gateway = GatewayProcess.start(folder, settings(adminPort), "-Xmx512m");
                ForeignProgram clients = clients(gateway)) {
            Admin admin = Admin.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), adminPort));
            clients.awaitOutput("all open", LIMIT);
            String path =
                    "/api/v1/upstreams/chat/endpoints/" + endpoints.getFirst().id() + "/evacuate";

            String wish = "{\"rate\":\"" + RATE + "/s\"}";
            JsonNode begun =
                    admin.post(path, "application/json", wish.getBytes(UTF_8)).json();
            List<Point> points = new ArrayList<>();
            JsonNode end = Awaitility.await("the endpoint is empty")
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> look(admin, path, points), progress -> progress.has("ended-at"));

            double rate = rate(points, end.path("moved").asInt());
            String summary = summary(clients);
            System.out.printf(
                    "MovedSessionsTest: evacuation of %d of %,d sessions at %d/s: %.1f/s from a tenth to nine tenths of"
                            + " them, %s; clients: %s%n",
                    begun.path("left").asInt(), CLIENTS, RATE, rate, end, summary);
            assertThat(end.path("state").asString()).isEqualTo("finished");
            assertThat(end.path("left").asInt()).isZero();
            assertThat(end.path("moved").asInt()).isEqualTo(CLIENTS / 3);
            assertThat(rate).isBetween(RATE * 0.9, RATE * 1.1);
            assertNothingLost(summary);
        }
    }

    @Test
    void sessionsAreSpreadOverAnEndpointThatIsAdded() throws IOException {
        int adminPort = FreePort.next();
        try (var gateway = GatewayProcess.start(folder, settings(adminPort), "-Xmx512m");
                ForeignProgram clients = clients(gateway)) {
            ChatUpstream upstream =
                    new ChatUpstream(Admin.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), adminPort)));
            clients.awaitOutput("all open", LIMIT);
            Path file = folder.resolve("tidegate.yaml");
            String fourth =
                    "\"" + endpoints.get(2).url() + "\", \"" + endpoints.get(3).url() + "\"";
            String yaml = Files.readString(file);

            long startNanos = System.nanoTime();
            Files.writeString(file, yaml.replace("\"" + endpoints.get(2).url() + "\"", fourth));
            int most = (int) (CLIENTS / 4.0 * 1.2);
            Awaitility.await("no endpoint has too many")
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptionsInstanceOf(NoSuchElementException.class) // until the fourth is configured
                    .until(() -> sessions(upstream), now -> isSpread(now, most));
            Duration took = Duration.ofNanos(System.nanoTime() - startNanos);

            String summary = summary(clients);
            System.out.printf(
                    "MovedSessionsTest: %,d sessions at three endpoints, a fourth in the file: after %,d ms %s, at most %d"
                            + " wanted; clients: %s%n",
                    CLIENTS, took.toMillis(), sessions(upstream), most, summary);
            assertThat(isSpread(sessions(upstream), most)).isTrue();
            assertNothingLost(summary);
        }
    }

    private Settings settings(int adminPort) {
        return Settings.to(endpoints.stream().limit(3).map(EndpointProcess::url).toArray(String[]::new))
                .gateway("admin", "{ address: \"127.0.0.1:" + adminPort + "\" }")
                .upstream("balance", "least-sessions")
                .upstream("rebalance", "{ threshold: 20%, rate: 100/s }")
                .route("resume", "{}");
    }

    private ForeignProgram clients(GatewayProcess gateway) {
        List<String> command = GatewayProcess.java("-Xmx1g");
        command.addAll(List.of(
                TalkingClients.class.getName(),
                Integer.toString(gateway.address().getPort()),
                Integer.toString(CLIENTS)));
        return ForeignProgram.start(folder, command);
    }

    private static JsonNode look(Admin admin, String path, List<Point> points) {
        JsonNode progress = admin.json(path);
        points.add(new Point(System.nanoTime(), progress.path("moved").asInt()));
        return progress;
    }

    /** A second, from the tenth part that was moved to the ninth: the ends are not the rate's. */
    private static double rate(List<Point> points, int total) {
        List<Point> middle = points.stream()
                .filter(point -> point.moved() >= total * 0.1 && point.moved() <= total * 0.9)
                .toList();
        Point first = middle.getFirst();
        Point last = middle.getLast();
        return (last.moved() - first.moved()) * 1e9 / (last.nanos() - first.nanos());
    }

    /** Whether none has too many, and none is on its way. */
    private static boolean isSpread(List<Integer> sessions, int most) {
        int all = sessions.stream().mapToInt(Integer::intValue).sum();
        return all == CLIENTS && sessions.stream().allMatch(count -> count <= most);
    }

    private List<Integer> sessions(ChatUpstream upstream) {
        return endpoints.stream()
                .map(endpoint -> upstream.sessions(endpoint.id()))
                .toList();
    }

    private static String summary(ForeignProgram clients) {
        clients.tell("stop");
        clients.awaitOutput(" ended ", LIMIT);
        return clients.output()
                .lines()
                .filter(line -> SUMMARY.matcher(line).matches())
                .findFirst()
                .orElseThrow();
    }

    private static void assertNothingLost(String summary) {
        Matcher numbers = SUMMARY.matcher(summary);
        assertThat(numbers.matches()).isTrue();
        assertThat(numbers.group(2)).isEqualTo(numbers.group(1)); // every message was answered, in order
        assertThat(numbers.group(3)).isEqualTo("0");
        assertThat(numbers.group(4)).isEqualTo("0");
    }
}
