package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.config.EndpointConfig;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.config.UpstreamConfig.Balance;
import io.tidegate.testing.LogOf;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UpstreamsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<String, List<InetAddress>> dns = new ConcurrentHashMap<>();

    @RegisterExtension
    final LogOf log = new LogOf(ResolvedName.class);

    @Test
    void addressesNeedNoResolving() {
        try (Upstreams upstreams = start("ws://10.0.0.5:9001", "wss://[2001:db8::1]")) {
            assertThat(ids(upstreams)).containsExactly("10.0.0.5:9001", "[2001:db8::1]:443");
            assertThat(endpoints(upstreams))
                    .extracting(Endpoint::authority)
                    .containsExactly("10.0.0.5:9001", "[2001:db8::1]");
            Awaitility.await().until(() -> resolverThreads().isEmpty()); // those of an earlier test may still be ending
        }
    }

    @Test
    void allAddressesOfANameBecomeEndpoints() {
        answer("app.example", "10.0.0.6", "2001:db8::1", "10.0.0.5");

        try (Upstreams upstreams = start("ws://app.example:9001")) {
            assertThat(ids(upstreams))
                    .containsExactly(
                            "app.example:9001/10.0.0.5", "app.example:9001/10.0.0.6", "app.example:9001/2001:db8::1");
            assertThat(endpoints(upstreams)).extracting(Endpoint::authority).containsOnly("app.example:9001");
        }
    }

    @Test
    void aNameWithOneAddressKeepsItsPlainId() {
        answer("app.example", "10.0.0.5");

        try (Upstreams upstreams = start("ws://app.example")) {
            Endpoint endpoint = endpoints(upstreams).getFirst();

            assertThat(endpoint.id()).isEqualTo("app.example:80");
            assertThat(endpoint.authority()).isEqualTo("app.example");
            assertThat(endpoint.address().getAddress()).isEqualTo(Endpoints.address("10.0.0.5"));
        }
    }

    @Test
    void anAddressThatStaysIsTheSameEndpointAndOneThatGoesIsKeptByItsSessionsOnly() {
        answer("app.example", "10.0.0.5", "10.0.0.6");
        try (Upstreams upstreams = start("ws://app.example:9001")) {
            Endpoint goes = endpoints(upstreams).get(0);
            Endpoint stays = endpoints(upstreams).get(1);
            Endpoints.occupy(goes);
            answer("app.example", "10.0.0.7", "10.0.0.6");

            upstreams.resolveNow();

            assertThat(endpoints(upstreams)).doesNotContain(goes).hasSize(2);
            assertThat(endpoints(upstreams).getFirst()).isSameAs(stays);
            assertThat(goes.sessions()).isEqualTo(1);
            assertThat(log.messages()).containsExactly("upstream chat: app.example resolves to 10.0.0.6, 10.0.0.7");
        }
    }

    @Test
    void anAddressThatComesBackFindsTheSessionsThatStayedThere() {
        answer("app.example", "10.0.0.5", "10.0.0.6");
        try (Upstreams upstreams = start("ws://app.example:9001")) {
            Endpoint first = endpoints(upstreams).get(0);
            Endpoints.occupy(first);

            answer("app.example", "10.0.0.6", "10.0.0.7");
            upstreams.resolveNow();
            answer("app.example", "10.0.0.5", "10.0.0.6");
            upstreams.resolveNow();

            assertThat(endpoints(upstreams).get(0)).isSameAs(first);
        }
    }

    @Test
    void anAddressThatIsNoLongerAloneKeepsItsLoadUnderItsNewId() {
        answer("app.example", "10.0.0.5");
        try (Upstreams upstreams = start("ws://app.example:9001")) {
            Endpoint alone = endpoints(upstreams).getFirst();
            Endpoints.occupy(alone);
            answer("app.example", "10.0.0.5", "10.0.0.6");

            upstreams.resolveNow();

            Endpoint renamed = endpoints(upstreams).getFirst();
            assertThat(renamed.id()).isEqualTo("app.example:9001/10.0.0.5");
            assertThat(renamed.sessions()).isEqualTo(1);
            alone.sessionClosed();
            assertThat(renamed.sessions()).isZero();
        }
    }

    @Test
    void anAnswerInAnotherOrderChangesNothing() {
        answer("app.example", "10.0.0.5", "10.0.0.6");
        try (Upstreams upstreams = start("ws://app.example:9001")) {
            List<Endpoint> before = endpoints(upstreams);
            answer("app.example", "10.0.0.6", "10.0.0.5", "10.0.0.6");

            upstreams.resolveNow();

            assertThat(endpoints(upstreams)).isSameAs(before);
            assertThat(log.messages()).isEmpty();
        }
    }

    @Test
    void aDeadNameIsDownAndSaidOnceAndDoesNotStopTheStart() {
        try (Upstreams upstreams = start("ws://dead.example:9001", "ws://10.0.0.5:9001")) {
            upstreams.resolveNow();
            upstreams.resolveNow();

            assertThat(endpoints(upstreams))
                    .extracting(Endpoint::state)
                    .containsExactly(Endpoint.State.UNRESOLVED, Endpoint.State.UP);
            assertThat(choose(upstreams).id()).isEqualTo("10.0.0.5:9001");
            assertThat(log.messages())
                    .containsExactly("upstream chat: dead.example cannot be resolved; it counts as down until it can");
        }
    }

    @Test
    void aNameThatComesToLifeTakesSessions() {
        try (Upstreams upstreams = start("ws://late.example:9001")) {
            assertThat(choose(upstreams)).isNull();
            answer("late.example", "10.0.0.5");

            upstreams.resolveNow();

            assertThat(choose(upstreams).id()).isEqualTo("late.example:9001");
            assertThat(log.messages()).last().isEqualTo("upstream chat: late.example resolves to 10.0.0.5");
        }
    }

    @Test
    void aFailingLookupKeepsTheLastAddresses() {
        answer("app.example", "10.0.0.5");
        try (Upstreams upstreams = start("ws://app.example:9001")) {
            List<Endpoint> before = endpoints(upstreams);
            dns.clear();

            upstreams.resolveNow();
            upstreams.resolveNow();

            assertThat(endpoints(upstreams)).isSameAs(before);
            assertThat(log.messages())
                    .containsExactly("upstream chat: app.example cannot be resolved; its last addresses stay");
        }
    }

    @Test
    void anAnswerWithoutAddressesKeepsTheLastOnes() {
        answer("app.example", "10.0.0.5");
        try (Upstreams upstreams = start("ws://app.example:9001")) {
            answer("app.example");

            upstreams.resolveNow();

            assertThat(ids(upstreams)).containsExactly("app.example:9001");
            assertThat(log.messages())
                    .containsExactly("upstream chat: app.example cannot be resolved; its last addresses stay");
        }
    }

    @Test
    void anotherConfigurationKeepsUpstreamsAndTheirAddresses() {
        answer("app.example", "10.0.0.5", "10.0.0.6");
        try (Upstreams upstreams = start("ws://app.example:9001")) {
            Upstream before = upstreams.get("chat");
            Endpoint first = endpoints(upstreams).getFirst();
            dns.clear(); // a name server that is down meanwhile

            upstreams
                    .prepare(Map.of(
                            "chat", Endpoints.parse("{ endpoints: [ \"ws://app.example:9001\" ], slow-start: 5 }"),
                            "other", Endpoints.parse("{ endpoints: [ \"ws://127.0.0.1:1\" ] }")))
                    .commit();

            assertThat(upstreams.get("chat")).isSameAs(before);
            assertThat(before.config().slowStart()).isEqualTo(5);
            assertThat(endpoints(upstreams).getFirst()).isSameAs(first);
            assertThat(upstreams.get("other").endpoints()).hasSize(1);
            assertThat(log.messages())
                    .containsExactly("upstream chat: app.example cannot be resolved; its last addresses stay");
            upstreams.prepare(Map.of()).commit();
            assertThat(upstreams.find("chat")).isNull();
        }
    }

    @Test
    void aChangeThatIsDiscardedOrRefusedChangesNothing() {
        answer("app.example", "10.0.0.5");
        try (Upstreams upstreams = start("ws://app.example:9001")) {
            Upstream before = upstreams.get("chat");

            upstreams
                    .prepare(Map.of("chat", Endpoints.parse("{ endpoints: [ \"ws://127.0.0.1:1\" ] }")))
                    .discard();
            assertThatThrownBy(() -> upstreams.prepare(Map.of(
                            "chat",
                            Endpoints.parse("{ endpoints: [ \"wss://127.0.0.1:1\" ], tls: { ca: /nowhere.pem } }"))))
                    .isInstanceOf(ConfigException.class);

            assertThat(upstreams.get("chat")).isSameAs(before);
            assertThat(ids(upstreams)).containsExactly("app.example:9001");
        }
    }

    @Test
    void aSlowLookupDoesNotHoldUpTheStartAndCountsWhenItIsThere() throws Exception {
        var answered = new CountDownLatch(1);
        NameLookup slow = name -> {
            awaitQuietly(answered);
            return List.of(Endpoints.address("10.0.0.5"));
        };

        try (Upstreams upstreams =
                Upstreams.start(configs("ws://slow.example:9001", "ws://10.0.0.6:9001"), slow, Duration.ZERO)) {
            assertThat(choose(upstreams).id()).isEqualTo("10.0.0.6:9001");
            assertThat(log.messages())
                    .containsExactly("upstream chat: slow.example is not resolved yet; it counts as down until it is");
            answered.countDown();

            Awaitility.await().until(() -> endpoints(upstreams).getFirst().takesSessions());
        }
    }

    @Test
    void nothingRunsOnAfterClose() {
        answer("app.example", "10.0.0.5");

        start("ws://app.example:9001", "ws://dead.example:9001").close();

        Awaitility.await().until(() -> resolverThreads().isEmpty());
    }

    @Test
    void theSystemsLookupKnowsTheLocalHost() throws Exception {
        assertThat(NameLookup.system().addresses("localhost")).contains(Endpoints.address("127.0.0.1"));
    }

    private Upstreams start(String... urls) {
        return Upstreams.start(configs(urls), this::lookUp, PATIENCE);
    }

    private static Map<String, UpstreamConfig> configs(String... urls) {
        return Map.of(
                "chat",
                Endpoints.config(
                        Balance.LEAST_SESSIONS,
                        Stream.of(urls).map(EndpointConfig::parse).toArray(EndpointConfig[]::new)));
    }

    private void answer(String name, String... addresses) {
        dns.put(name, Stream.of(addresses).map(Endpoints::address).toList());
    }

    private List<InetAddress> lookUp(String name) throws UnknownHostException {
        List<InetAddress> addresses = dns.get(name);
        if (addresses == null) {
            throw new UnknownHostException(name);
        }
        return addresses;
    }

    private static List<Endpoint> endpoints(Upstreams upstreams) {
        return upstreams.get("chat").endpoints();
    }

    private static List<String> ids(Upstreams upstreams) {
        return endpoints(upstreams).stream().map(Endpoint::id).toList();
    }

    private static Endpoint choose(Upstreams upstreams) {
        return upstreams.get("chat").choose(Endpoints.from("127.0.0.1"), Map.of(), Set.of());
    }

    private static List<Thread> resolverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tidegate-resolver"))
                .toList();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
