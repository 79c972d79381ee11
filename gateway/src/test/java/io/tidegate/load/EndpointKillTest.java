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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of three endpoints is killed under many sessions with traffic that outlive it, and what the gateway counts is held
 * against what clients and endpoints saw: {@code mvn -pl gateway test -Dtests.groups=load -Dtests.excluded=none -Dtests.forks=1
 * -Dtest=EndpointKillTest}. Clients, gateway and endpoints are a process each; {@code -Dload.clients=N} for another number
 * of clients.
 */
@Tag("load")
class EndpointKillTest {
    private static final int CLIENTS = Integer.getInteger("load.clients", 3000);
    private static final int KEPT_EACH = 5;
    private static final int CONNECT_RATE = 1000; // a second
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Pattern REPORT = Pattern.compile("([a-z0-9-]+)=(\\d+)");

    @TempDir
    Path folder;

    private List<EndpointProcess> endpoints = List.of();
    private Admin admin;
    private ChatUpstream upstream;
    private int reports;

    @BeforeEach
    void startEndpoints() {
        endpoints = EndpointProcess.start(folder, 3);
    }

    @AfterEach
    void closeEndpoints() {
        endpoints.forEach(EndpointProcess::close);
    }

    @Test
    void noClientNoticesThatAnEndpointIsKilledAndEveryMessageIsAccountedFor() {
        int adminPort = FreePort.next();
        admin = Admin.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), adminPort));
        upstream = new ChatUpstream(admin);
        try (var gateway = GatewayProcess.start(folder, settings(adminPort), "-Xmx512m");
                ForeignProgram clients = clients(gateway.address().getPort())) {
            clients.awaitOutput("all open", LIMIT);
            killUnderTraffic(clients);
            killWhileAllIsCounted(clients);
        }
    }

    private void killUnderTraffic(ForeignProgram clients) {
        clients.tell("rate " + CLIENTS);
        Awaitility.await().atMost(LIMIT).until(() -> messages() > 5L * CLIENTS);
        clients.tell("forget");
        EndpointProcess killed = endpoints.getFirst();
        int affected = upstream.sessions(killed.id());

        killed.kill();

        awaitResumed(affected);
        clients.tell("rate 0");
        Map<String, Long> seen = settled(clients);
        long got = distinct();
        long lost = seen.get("sent") - got;
        System.out.printf(
                "EndpointKillTest: %,d clients, %,d of them at the endpoint that was killed; %s; endpoints got %,d, lost %,d; the"
                        + " gateway counts delivered %,.0f, cut %,.0f, in doubt %,.0f; sessions %s%n",
                CLIENTS,
                affected,
                seen,
                got,
                lost,
                counted("delivered"),
                counted("cut"),
                counted("in-doubt"),
                endpoints.stream()
                        .map(endpoint -> upstream.sessions(endpoint.id()))
                        .toList());
        assertThat(seen.get("closed")).isZero();
        assertThat(seen.get("wrong")).isZero();
        assertThat((double) lost).isLessThanOrEqualTo(counted("in-doubt") + counted("cut"));
        assertThat(seen.get("slowest-p99-of-a-third")).isLessThan(1000);
    }

    /** All are quiet, so that what is kept and cut is known to the one. */
    private void killWhileAllIsCounted(ForeignProgram clients) {
        double deliveredBefore = counted("delivered");
        double cutBefore = counted("cut");
        double resumedBefore = resumed();
        long gotBefore = distinct();
        EndpointProcess killed = endpoints.get(1);
        EndpointProcess survivor = endpoints.get(2);
        double read = messages();
        clients.tell("half");
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> messages() == read + CLIENTS); // a message counts with its last frame's header
        int affected = upstream.sessions(killed.id());
        survivor.stop();

        killed.kill();
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> admin.metric("tidegate_sessions_parked{route=\"all\"}") == affected);
        clients.tell("rest " + KEPT_EACH);
        Awaitility.await().atMost(LIMIT).until(() -> messages() == read + CLIENTS * (1 + KEPT_EACH));
        survivor.goOn();
        awaitResumed(resumedBefore + affected);
        Map<String, Long> seen = settled(clients);

        System.out.printf(
                "EndpointKillTest: %,d parked with half a message each and %d kept: the gateway counts delivered %,.0f, cut"
                        + " %,.0f; %s%n",
                affected, KEPT_EACH, counted("delivered") - deliveredBefore, counted("cut") - cutBefore, seen);
        assertThat(counted("delivered") - deliveredBefore).isEqualTo((double) KEPT_EACH * affected);
        assertThat(counted("cut") - cutBefore).isEqualTo(affected);
        assertThat(distinct() - gotBefore).isEqualTo((long) KEPT_EACH * CLIENTS);
        assertThat(seen.get("closed")).isZero();
        assertThat(seen.get("wrong")).isZero();
    }

    private Settings settings(int adminPort) {
        return Settings.to(endpoints.stream().map(EndpointProcess::url).toArray(String[]::new))
                .gateway("admin", "{ address: \"127.0.0.1:" + adminPort + "\" }")
                .upstream("balance", "least-sessions")
                .upstream("connect-rate", CONNECT_RATE + "/s")
                .upstream(
                        "health-check",
                        "{ type: websocket, path: " + EndpointProgram.CHECK
                                + ", interval: 500ms, timeout: 2s, fall: 2, rise: 1 }")
                .route("stall-timeout", "1m")
                .route("ping", "{ interval: 1s, timeout: 1m }")
                .route("resume", "{ max-gap: 1m }");
    }

    private ForeignProgram clients(int port) {
        List<String> command = GatewayProcess.java("-Xmx1g");
        command.addAll(List.of(CountingClients.class.getName(), Integer.toString(port), Integer.toString(CLIENTS)));
        return ForeignProgram.start(folder, command);
    }

    private void awaitResumed(double sessions) {
        Awaitility.await("all have another endpoint")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(resumed()).isEqualTo(sessions));
    }

    /** What the clients saw when nothing comes any more. */
    private Map<String, Long> settled(ForeignProgram clients) {
        Awaitility.await("no echo comes any more")
                .atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    long before = distinct();
                    Map<String, Long> first = report(clients);
                    return distinct() == before && report(clients).get("echoes").equals(first.get("echoes"));
                });
        return report(clients);
    }

    /** Sums since the start. */
    private Map<String, Long> report(ForeignProgram clients) {
        reports++;
        clients.tell("report");
        Awaitility.await().atMost(LIMIT).until(() -> lines(clients).size() == reports);
        Map<String, Long> report = new LinkedHashMap<>();
        Matcher matcher = REPORT.matcher(lines(clients).getLast());
        while (matcher.find()) {
            report.put(matcher.group(1), Long.valueOf(matcher.group(2)));
        }
        return report;
    }

    private static List<String> lines(ForeignProgram clients) {
        return clients.output()
                .lines()
                .filter(line -> line.startsWith("report "))
                .toList();
    }

    /** Numbered messages that endpoints had; that none had one twice, or in disorder, is asserted on the way. */
    private long distinct() {
        Set<String> all = new HashSet<>();
        for (EndpointProcess endpoint : endpoints) {
            Map<String, Integer> last = new HashMap<>();
            endpoint.got().filter(text -> !text.startsWith("half")).forEach(text -> {
                assertThat(all.add(text)).as(text).isTrue();
                String[] parts = text.split(" ", -1);
                int number = Integer.parseInt(parts[1]);
                assertThat(number).as(text).isGreaterThan(last.getOrDefault(parts[0], 0));
                last.put(parts[0], number);
            });
        }
        return all.size();
    }

    private double messages() {
        return admin.metric("tidegate_messages_total{route=\"all\",side=\"client\"}");
    }

    private double resumed() {
        return admin.metric("tidegate_resumes_total{result=\"resumed\",route=\"all\"}");
    }

    private double counted(String what) {
        return admin.metric("tidegate_resume_messages_total{result=\"" + what + "\",route=\"all\"}");
    }
}
