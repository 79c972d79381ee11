package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One client, several upstreams: where messages go, what comes back, and what either side sees when a leg ends. */
@ExtendWith(NothingLeftBehind.class)
class LegsTest {
    private static final String REPORT = "on-end: report, report: '{\"gone\":\"{leg}\",\"why\":\"{cause}\"}'";

    private RawEndpoint chat;
    private RawEndpoint orders;
    private RawEndpoint prices;
    private GatewayFixture gateway;
    private RawPeer client;
    private RawPeer own;

    @BeforeEach
    void listen() {
        chat = new RawEndpoint(Answers.accept());
        orders = new RawEndpoint(Answers.accept());
        prices = new RawEndpoint(Answers.accept());
    }

    @AfterEach
    void close() {
        client.close();
        gateway.awaitNoSession();
        gateway.close();
        chat.close();
        orders.close();
        prices.close();
    }

    private Settings settings(String ofOrders) {
        return Settings.to(chat.url())
                .upstreamBeside("orders", orders.url(), "connect-timeout: 300ms", "connect-deadline: 400ms")
                .upstreamBeside("prices", prices.url())
                .route("close-timeout", "500ms")
                .route(
                        "legs",
                        "{ orders: { upstream: orders, when: { at: /type, is: [ order ] }, " + ofOrders
                                + " }, prices: { upstream: prices, when: { prefix: \"PRICE \" } } }");
    }

    private void start(String ofOrders) {
        start(settings(ofOrders));
    }

    private void start(Settings settings) {
        gateway = GatewayFixture.start(settings);
        client = gateway.open("/s?room=1");
        own = chat.next();
    }

    private static WireFrame order(int number) {
        return WireFrame.text("{\"type\":\"order\",\"n\":" + number + "}");
    }

    private RawPeer openOrders() {
        client.send(order(0));
        RawPeer leg = orders.next();
        assertThat(leg.next()).extracting(WireFrame::text).isEqualTo(order(0).text());
        return leg;
    }

    @Test
    void messagesGoToTheLegThatTakesThemAndAnswersComeBackOnOneSocket() {
        start("");

        client.send(
                WireFrame.text("hello"), order(1), WireFrame.text("PRICE EUR"), order(2), WireFrame.binary((byte) 1));
        RawPeer ofOrders = orders.next();
        RawPeer ofPrices = prices.next();

        assertThat(own.next().text()).isEqualTo("hello");
        assertThat(own.next().payload()).containsExactly(1);
        assertThat(ofOrders.next().text()).isEqualTo(order(1).text());
        assertThat(ofOrders.next().text()).isEqualTo(order(2).text());
        assertThat(ofPrices.next().text()).isEqualTo("PRICE EUR");
        ofOrders.send(WireFrame.text("done").more(), WireFrame.continuation(" 1"));
        assertThat(client.next().text()).isEqualTo("done 1");
        ofPrices.send(WireFrame.binary((byte) 2));
        assertThat(client.next().payload()).containsExactly(2);
        own.send(WireFrame.text("hi"));
        assertThat(client.next().text()).isEqualTo("hi");
    }

    @Test
    void aRuleMayAskWhatTheClientAskedForAndWhatTheMessageSays() {
        start(Settings.to(chat.url())
                .upstreamBeside("orders", orders.url())
                .upstreamBeside("prices", prices.url())
                .route(
                        "legs",
                        "{ orders: { upstream: orders, when: { rule: \"query.room == '1' && message.n > 10\" } },"
                                + " prices: { upstream: prices, when: { rule: \"query.room == '2'\" } } }"));

        client.send(order(9), order(11), WireFrame.text("no JSON"));

        assertThat(orders.next().next().text()).isEqualTo(order(11).text());
        assertThat(own.next().text()).isEqualTo(order(9).text());
        assertThat(own.next().text()).isEqualTo("no JSON");
    }

    @Test
    void aLegIsOpenedByItsFirstMessageWithTheClientsRequestAndTheSubprotocolOfTheSession() {
        chat.answerWith(Answers.accept("Sec-WebSocket-Protocol: b"));
        orders.answerWith(Answers.accept("Sec-WebSocket-Protocol: b"));
        gateway = GatewayFixture.start(settings("rewrite: { path: \"/orders\" }"));
        client = RawPeer.open(gateway.address(), Upgrade.to("/s?room=1").with("Sec-WebSocket-Protocol", "a, b"));
        own = chat.next();
        assertThat(orders.taken()).isZero();

        RawPeer leg = openOrders();

        assertThat(leg.head().startLine()).isEqualTo("GET /orders?room=1 HTTP/1.1");
        assertThat(leg.head().header("Sec-WebSocket-Protocol")).isEqualTo("b");
        assertThat(leg.head().header("Tidegate-Session")).isEqualTo(own.head().header("Tidegate-Session"));
        assertThat(own.head().header("Sec-WebSocket-Protocol")).isEqualTo("a, b");
    }

    @Test
    void messagesWaitInOrderWhileALegIsBeingOpened() {
        orders.answerWith(peer -> {});
        start("");
        client.send(order(1), order(2));
        RawPeer slow = orders.next();
        client.send(order(3), WireFrame.text("meanwhile"));
        assertThat(own.next().text()).isEqualTo("meanwhile");

        slow.send(Answers.switching(Upgrade.acceptFor(slow.readHead().header("Sec-WebSocket-Key"))));

        for (int number = 1; number <= 3; number++) {
            assertThat(slow.next().text()).isEqualTo(order(number).text());
        }
    }

    @Test
    void pingsOfALegEndWithUsAndOthersPass() {
        start(settings("").route("ping", "{ interval: 1s, timeout: 1s }"));
        RawPeer leg = openOrders();

        leg.send(WireFrame.ping("are you there"), WireFrame.pong("unasked"), WireFrame.text("after"));
        assertThat(leg.next().unmasked()).isEqualTo(WireFrame.pong("are you there"));
        assertThat(client.next().text()).isEqualTo("after");

        assertThat(leg.next().opcode()).isEqualTo(WireFrame.PING); // ours, for the leg alone
    }

    @Test
    void theClientsCloseReachesEveryLeg() {
        start("");
        RawPeer leg = openOrders();

        client.send(WireFrame.close(4001, "bye"));

        for (RawPeer each : new RawPeer[] {own, leg}) {
            WireFrame close = each.nextClose();
            assertThat(close.closeCode()).isEqualTo(4001);
            assertThat(close.closeReason()).isEqualTo("bye");
            each.finish(WireFrame.close(4001, ""));
        }
        assertThat(client.nextClose().closeCode()).isEqualTo(4001);
        assertThat(gateway.ending("/s")).isEqualTo(new Ending(Phase.RELAY, Cause.CLIENT_CLOSED, 4001, "bye"));
        assertThat(gateway.endings().ofLeg("orders").cause()).isEqualTo(Cause.CLIENT_CLOSED);
    }

    @Test
    void theEndOfTheSessionIsTheEndOfItsLegsWhoeverEndsIt() {
        start("");
        RawPeer leg = openOrders();

        own.send(WireFrame.close(4002, "enough"));

        assertThat(client.nextClose().closeCode()).isEqualTo(4002);
        assertThat(leg.nextClose().closeCode()).isEqualTo(1001);
        assertThat(gateway.endings().ofLeg("orders").cause()).isEqualTo(Cause.ENDPOINT_CLOSED);
    }

    @ParameterizedTest(name = "lost: {0}")
    @CsvSource({"false, 4003", "true, 1011"})
    void withCloseAllTheSessionEndsAsItsLegDoes(boolean lost, int code) {
        start("");
        RawPeer leg = openOrders();

        if (lost) {
            leg.reset();
        } else {
            leg.send(WireFrame.close(4003, "no more orders"));
        }

        assertThat(client.nextClose().closeCode()).isEqualTo(code);
        assertThat(own.nextClose().closeCode()).isEqualTo(1001);
        client.send(WireFrame.close(code, ""));
        Cause cause = lost ? Cause.ENDPOINT_LOST : Cause.ENDPOINT_CLOSED;
        assertThat(gateway.ending("/s").cause()).isEqualTo(cause);
        assertThat(gateway.endings().ofLeg("orders").cause()).isEqualTo(cause);
    }

    @Test
    void withReopenALostLegComesBackAndTheClientNoticesNothing() {
        start("on-end: reopen");
        openOrders().reset();

        RawPeer again = orders.next();
        client.send(order(1));
        again.send(WireFrame.text("from the second"));

        assertThat(again.next().text()).isEqualTo(order(1).text());
        assertThat(client.next().text()).isEqualTo("from the second");
    }

    @Test
    void aLegThatDoesNotComeBackInTimeEndsTheSession() {
        start("on-end: reopen, within: 300ms");
        RawPeer leg = openOrders();
        orders.answerWith(Answers.closeAtOnce());

        leg.close();

        assertThat(client.nextClose().closeCode()).isEqualTo(1011);
        assertThat(gateway.ending("/s").cause()).isEqualTo(Cause.NO_ENDPOINT);
        assertThat(orders.taken()).isBetween(3, 100);
    }

    @Test
    void withReportTheClientIsToldAndTheNextMessageOpensTheLegAnew() {
        start(REPORT);
        openOrders().send(WireFrame.close(1000, "")).close();

        assertThat(client.next().text()).isEqualTo("{\"gone\":\"orders\",\"why\":\"endpoint-closed\"}");
        client.send(WireFrame.text("go on"));
        assertThat(own.next().text()).isEqualTo("go on");
        assertThat(orders.taken()).isEqualTo(1);

        openOrders().send(WireFrame.text("back"));
        assertThat(client.next().text()).isEqualTo("back");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"refused", "deaf", "gone"})
    void aLegThatCannotBeOpenedIsReportedAndTheOthersGoOn(String how) {
        switch (how) {
            case "refused" -> orders.answerWith(Answers.status(403, "no"));
            case "deaf" -> orders.answerWith(Answers.stall());
            default -> orders.close();
        }
        start(REPORT);

        client.send(order(1));

        String cause = how.equals("refused") ? "endpoint-refused" : "no-endpoint";
        assertThat(client.next().text()).isEqualTo("{\"gone\":\"orders\",\"why\":\"" + cause + "\"}");
        client.send(WireFrame.text("hello"));
        assertThat(own.next().text()).isEqualTo("hello");
        assertThat(gateway.endings().ofLeg("orders").phase()).isEqualTo(Phase.CONNECT);
    }

    @Test
    void aLegThatCannotBeOpenedEndsTheSessionWithCloseAll() {
        orders.answerWith(Answers.stall());
        start("");

        client.send(order(1));

        assertThat(client.nextClose().closeCode()).isEqualTo(1011);
        assertThat(gateway.ending("/s").cause()).isEqualTo(Cause.NO_ENDPOINT);
    }

    @Test
    void aLegWhoseEndpointWantsAnotherSubprotocolIsNotOpened() {
        chat.answerWith(Answers.accept("Sec-WebSocket-Protocol: b"));
        gateway = GatewayFixture.start(settings(REPORT));
        client = RawPeer.open(gateway.address(), Upgrade.to("/s").with("Sec-WebSocket-Protocol", "b"));
        own = chat.next();

        client.send(order(1));

        assertThat(client.next().text()).isEqualTo("{\"gone\":\"orders\",\"why\":\"no-endpoint\"}");
        assertThat(gateway.endings().ofLeg("orders").reason()).contains("another subprotocol");
    }

    @Test
    void whatALegsEndpointBreaksEndsThatLegOnly() {
        start(REPORT);
        RawPeer leg = openOrders();

        leg.send(WireFrame.of(WireFrame.TEXT, (byte) 0xFF));

        assertThat(leg.nextClose().closeCode()).isEqualTo(1007);
        assertThat(client.next().text()).isEqualTo("{\"gone\":\"orders\",\"why\":\"invalid\"}");
        own.send(WireFrame.text("still here"));
        assertThat(client.next().text()).isEqualTo("still here");
    }

    @Test
    void aLegWithResumeOutlivesItsEndpoint() {
        start("resume: { notice: { resumed: back } }");
        openOrders().reset();

        RawPeer next = orders.next();
        client.send(order(1));

        assertThat(client.next().text()).isEqualTo("back");
        assertThat(next.next().text()).isEqualTo(order(1).text());
        assertThat(next.head().header("Tidegate-Resume")).contains(".orders; epoch=1; cause=lost");
    }

    @Test
    void theClientsOwnEndpointMayBeReplacedWhileItsLegsGoOn() {
        start(settings("").route("resume", "{}"));
        RawPeer leg = openOrders();

        own.reset();
        RawPeer next = chat.next();
        client.send(order(1), WireFrame.text("to the second"));

        assertThat(leg.next().text()).isEqualTo(order(1).text());
        assertThat(next.next().text()).isEqualTo("to the second");
    }

    @Test
    void compressionIsAgreedOnWithEachEndForItself() {
        orders.answerWith(Answers.accept("Sec-WebSocket-Extensions: permessage-deflate"));
        gateway = GatewayFixture.start(settings("").route("compression", "{ min-size: 1B, takeover: true }"));
        client = RawPeer.open(
                gateway.address(), Upgrade.to("/s").with("Sec-WebSocket-Extensions", "permessage-deflate"));
        own = chat.next();
        String long1 = "{\"type\":\"order\",\"x\":\"" + "y".repeat(500) + "\"}";

        client.send(Deflated.text(long1));
        RawPeer leg = orders.next();
        WireFrame up = leg.next();
        leg.send(Deflated.text("z".repeat(900)));
        WireFrame down = client.next();

        assertThat(up.payload().length).isLessThan(100);
        assertThat(down.payload().length).isLessThan(100);
        assertThat(own.head().headers().contains("Sec-WebSocket-Extensions")).isTrue();
    }
}
