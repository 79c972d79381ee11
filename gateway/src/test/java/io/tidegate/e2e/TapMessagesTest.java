package io.tidegate.e2e;

import static io.tidegate.e2e.TappedSession.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.authenticate.TicketFilter;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EventStream;
import io.tidegate.testing.EventStream.Event;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator sees who taps a session whose messages are read: these, as they came, and what filters made of them. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class TapMessagesTest {
    private static final String PATTERNS = "{ patterns: { from: both, deny: [ { name: no, pattern: evil } ],"
            + " redact: [ { pattern: pin } ], binary: allow, on-match: drop } }";

    private final OwnFilters own = new OwnFilters(TicketFilter.class);
    private RawEndpoint endpoint;
    private TappedSession session;
    private GatewayFixture gateway;
    private RawPeer client;
    private RawPeer upstream;

    @BeforeEach
    void listen() {
        endpoint = new RawEndpoint(Answers.accept());
    }

    @AfterEach
    void close() {
        session.close();
        endpoint.close();
        TicketFilter.reset();
        own.close();
    }

    private void start(String filters, Upgrade request) {
        start(Settings.to(endpoint.url()).route("filters", "[ " + filters + " ]"), request);
    }

    private void start(Settings settings, Upgrade request) {
        session = TappedSession.open(settings, request, endpoint);
        gateway = session.gateway();
        client = session.client();
        upstream = session.upstream();
    }

    private EventStream tap() {
        EventStream tap = session.tap("{}");
        assertThat(tap.next().text("reads")).isEqualTo("messages");
        return tap;
    }

    @Test
    void messagesAreSeenWholeWithWhatFiltersMadeOfThem() {
        start(PATTERNS, Upgrade.to("/"));
        try (EventStream tap = tap()) {
            client.send(WireFrame.text("good ").more(), WireFrame.ping("p"), WireFrame.continuation("one"))
                    .send(WireFrame.text("evil"), WireFrame.text("the pin"), WireFrame.binary((byte) 7));
            upstream.send(WireFrame.text("back"));

            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:ping,bytes:1,hex:70}");
            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:text,bytes:8,text:good one}");
            assertThat(told(tap.next()))
                    .isEqualTo("message {from:client,kind:text,bytes:4,text:evil,"
                            + "verdicts:[{filter:patterns,verdict:drop}]}");
            assertThat(told(tap.next()))
                    .isEqualTo("message {from:client,kind:text,bytes:7,text:the ***,"
                            + "verdicts:[{filter:patterns,verdict:replace}]}");
            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:binary,bytes:1,hex:07}");
            assertThat(told(tap.next())).isEqualTo("message {from:upstream,kind:text,bytes:4,text:back}");
        }
        assertThat(client.next().text()).isEqualTo("back");
    }

    @Test
    void compressedMessagesAreSeenAsWhatTheyAre() {
        start(
                PATTERNS,
                Upgrade.to("/").with("Sec-WebSocket-Extensions", "permessage-deflate; client_no_context_takeover"));
        try (EventStream tap = tap()) {
            client.send(Deflated.text("hello hello"));

            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:text,bytes:11,text:hello hello}");
        }
    }

    @Test
    void whatAFilterRefusedByItsHeaderIsSeenWithoutContent() {
        start("{ rate-limit: { messages: 1/h, exceed: drop } }, " + PATTERNS, Upgrade.to("/"));
        try (EventStream tap = tap()) {
            client.send(WireFrame.text("one"), WireFrame.text("two"));

            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:text,bytes:3,text:one}");
            assertThat(told(tap.next()))
                    .isEqualTo("message {from:client,kind:text,bytes:3,omitted:refused,"
                            + "verdicts:[{filter:rate-limit,verdict:drop}]}");
        }
    }

    @Test
    void aCredentialIsNotSeen() {
        start("{ ticket: { renew: { message: { prefix: \"AUTH \" } } } }", Upgrade.to("/?ticket=ann;chat;600000"));
        try (EventStream tap = tap()) {
            client.send(WireFrame.text("AUTH ann;chat;600000"), WireFrame.text("hello"));

            Event first = tap.next();
            assertThat(told(first)).contains("omitted:secret").doesNotContain("ann");
            assertThat(tap.next().text("text")).isEqualTo("hello");
        }
    }

    @Test
    void aReloadKeepsTheTapOnTheNewFilters() {
        Settings settings = Settings.to(endpoint.url()).route("filters", "[ " + PATTERNS + " ]");
        start(settings, Upgrade.to("/"));
        try (EventStream tap = tap()) {
            gateway.reload(settings.route("filters", "[ " + PATTERNS.replace("evil", "mean") + " ]"));
            client.send(WireFrame.text("mean"), WireFrame.text("evil"));

            assertThat(told(tap.next())).endsWith("text:mean,verdicts:[{filter:patterns,verdict:drop}]}");
            assertThat(told(tap.next())).endsWith("text:evil}");
        }
    }

    @Test
    void whatLegsSendIsSeenToo() {
        try (var orders = new RawEndpoint(Answers.accept())) {
            start(
                    Settings.to(endpoint.url())
                            .upstreamBeside("orders", orders.url())
                            .route("legs", "{ orders: { upstream: orders, when: { prefix: O } } }"),
                    Upgrade.to("/"));
            try (EventStream tap = tap()) {
                client.send(WireFrame.text("Order"));
                RawPeer leg = orders.next();
                assertThat(leg.next().text()).isEqualTo("Order");
                leg.send(WireFrame.text("done"));

                assertThat(told(tap.next())).isEqualTo("message {from:client,kind:text,bytes:5,text:Order}");
                assertThat(told(tap.next())).isEqualTo("message {from:upstream,kind:text,bytes:4,text:done}");
            }
            client.close();
            gateway.awaitNoSession();
        }
    }
}
