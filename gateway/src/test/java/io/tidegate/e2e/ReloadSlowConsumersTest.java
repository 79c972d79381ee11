package io.tidegate.e2e;

import static io.tidegate.e2e.SlowClient.WAITING;
import static io.tidegate.e2e.SlowClient.awaitTaken;
import static io.tidegate.e2e.SlowClient.dropped;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.control.ReloadReport.Change;
import io.tidegate.control.ReloadReport.How;
import io.tidegate.control.ReloadReport.Kind;
import io.tidegate.protocol.Cause;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a reload does with sessions whose side is slow, and with memory budgets. */
@ExtendWith(NothingLeftBehind.class)
class ReloadSlowConsumersTest {
    private static final int MANY = 700;
    private static final String DROP_OLDEST = "{ policy: drop-oldest, messages: 10 }";

    @Test
    void whereSendersAreToWaitAgainWhatWaitsIsDeliveredAndNothingMoreIsDropped() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, DROP_OLDEST));
                var slow = SlowClient.open(gateway, endpoint, "/back")) {
            Admin admin = Admin.of(gateway.gateway());
            slow.send(MANY, Integer::toString);
            awaitTaken(admin, MANY);
            double before = dropped(admin, "oldest");

            gateway.reload(settings(endpoint, "{}"));
            Thread sending = Thread.ofVirtual().start(() -> slow.send(MANY, i -> Integer.toString(MANY + i)));
            List<String> received = slow.readUntil(Integer.toString(2 * MANY - 1));

            assertThat(sending).satisfies(Thread::join);
            assertThat(received.size() + before).isEqualTo(2 * MANY);
            assertThat(dropped(admin, "oldest")).isEqualTo(before);
        }
    }

    @Test
    void otherBoundsHoldForMessagesFromThenOn() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, "{ policy: drop-oldest, messages: 1000 }"));
                var slow = SlowClient.open(gateway, endpoint, "/fewer")) {
            Admin admin = Admin.of(gateway.gateway());
            slow.send(MANY, Integer::toString);
            awaitTaken(admin, MANY);

            gateway.reload(settings(endpoint, "{ policy: drop-oldest, messages: 2 }"));
            slow.send(1, i -> "last");
            awaitTaken(admin, MANY + 1);

            List<String> received = slow.readUntil("last");
            assertThat(received.get(received.size() - 2)).isEqualTo(Integer.toString(MANY - 1));
            assertThat(received.size() + dropped(admin, "oldest")).isEqualTo(MANY + 1);
        }
    }

    @Test
    void aSessionWhoseMessagesAreNotReadCannotBeginToQueue() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, "{}"));
                RawPeer client = gateway.open("/unread")) {
            gateway.reload(settings(endpoint, DROP_OLDEST).route("on-removed", "close"));

            assertThat(client.next().closeCode()).isEqualTo(1012);
            assertThat(gateway.ending("/unread").cause()).isEqualTo(Cause.REMOVED);
        }
    }

    @Test
    void aSideThatIsFullAlreadyIsHeldToANewLimit() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, "{}"));
                var slow = SlowClient.open(gateway, endpoint, "/limit")) {
            Thread flood = slow.flood();
            Admin admin = Admin.of(gateway.gateway());
            Awaitility.await("the side is full").until(() -> admin.metric(WAITING) > 0);

            gateway.reload(settings(endpoint, "{ policy: disconnect, after: 100ms }"));

            assertThat(gateway.ending("/limit").cause()).isEqualTo(Cause.SLOW);
            assertThat(flood).satisfies(Thread::join);
        }
    }

    @Test
    void otherBudgetsHoldFromThenOn() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, "{ policy: drop-oldest, buffer: 8MiB }")
                        .gateway("memory-budget", "64MiB"));
                var slow = SlowClient.open(gateway, endpoint, "/budget")) {
            Admin admin = Admin.of(gateway.gateway());
            int sent = slow.fill(admin, 4L << 20);
            assertThat(admin.metric("tidegate_memory_budget_bytes")).isEqualTo(64 << 20);

            var report = gateway.reload(
                    settings(endpoint, "{ policy: drop-oldest, buffer: 8MiB }").gateway("memory-budget", "2MiB"));
            assertThat(report.changes())
                    .containsExactly(new Change(Kind.SETTING, "memory-budget", How.CHANGED, List.of(), 0));
            assertThat(admin.metric("tidegate_memory_budget_bytes")).isEqualTo(2 << 20);
            slow.send(1, i -> "last");
            awaitTaken(admin, sent + 1);

            assertThat(admin.metric(WAITING)).isLessThanOrEqualTo(2 << 20);
            assertThat(slow.readUntil("last").size() + dropped(admin, "oldest")).isEqualTo(sent + 1);
        }
    }

    private static Settings settings(RawEndpoint endpoint, String slowConsumer) {
        return Settings.to(endpoint.url()).gateway("admin", Admin.ANY_PORT).route("slow-consumer", slowConsumer);
    }
}
