package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.protocol.Handshake;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Transport;
import io.tidegate.upstream.Decision.Reason;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who goes before whom in a waiting room. */
class WaitingRoomTest {
    private static final String ONE =
            "endpoints: [ \"ws://127.0.0.1:1\" ], sticky: { secret: \"sixteen characters\" }, max-sessions: 1, ";

    private final EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 2);

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void whoHasBeenHereIsLetInBeforeThoseWhoAreNew() throws Exception {
        Upstream upstream = upstream("waiting-room: {}");
        take(upstream);
        TestApplicant first = waiting(newcomer(upstream, 0));
        TestApplicant forger = waiting(comingBack(upstream, 1, "AQ"));
        TestApplicant back = waiting(comingBack(upstream, 1, cookie(upstream)));
        TestApplicant backLater = waiting(comingBack(upstream, 0, cookie(upstream)));

        for (TestApplicant next : List.of(back, backLater, first, forger)) {
            leave(upstream);

            next.grant();
        }
        assertThat(upstream.admission().waiting()).isZero();
    }

    @Test
    void anOpenSessionWithoutAnEndpointIsLetInBeforeAllOthers() throws Exception {
        Upstream upstream = upstream("waiting-room: {}");
        take(upstream);
        TestApplicant first = waiting(newcomer(upstream, 0));
        TestApplicant back = waiting(comingBack(upstream, 1, cookie(upstream)));
        TestApplicant parked = waiting(newcomer(upstream, 1).parked());

        for (TestApplicant next : List.of(parked, back, first)) {
            leave(upstream);

            next.grant();
        }
        assertThat(upstream.admission().waiting()).isZero();
    }

    @Test
    void inAFullRoomAnOpenSessionTakesThePlaceOfTheLastNewcomerAndThenOfTheLastWhoCameBack() throws Exception {
        Upstream upstream = upstream("waiting-room: { size: 2 }");
        take(upstream);
        TestApplicant back = waiting(comingBack(upstream, 1, cookie(upstream)));
        TestApplicant newcomer = waiting(newcomer(upstream, 0));

        TestApplicant parked = waiting(newcomer(upstream, 1).parked());
        assertThat(newcomer.refusal()).isEqualTo(Reason.WAITING_ROOM_FULL);
        waiting(newcomer(upstream, 0).parked());
        assertThat(back.refusal()).isEqualTo(Reason.WAITING_ROOM_FULL);

        TestApplicant oneTooMany = newcomer(upstream, 0).parked();
        assertThat(oneTooMany.ask().refusal()).isEqualTo(Reason.WAITING_ROOM_FULL);
        leave(upstream);
        parked.grant();
    }

    @Test
    void inAFullRoomWhoHasBeenHereTakesThePlaceOfTheLastNewcomer() throws Exception {
        Upstream upstream = upstream("waiting-room: { size: 2 }");
        take(upstream);
        TestApplicant first = waiting(newcomer(upstream, 0));
        TestApplicant last = waiting(newcomer(upstream, 1));

        TestApplicant back = waiting(comingBack(upstream, 0, cookie(upstream)));

        assertThat(last.refusal()).isEqualTo(Reason.WAITING_ROOM_FULL);
        waiting(comingBack(upstream, 1, cookie(upstream)));
        assertThat(first.refusal()).isEqualTo(Reason.WAITING_ROOM_FULL);
        assertThat(comingBack(upstream, 0, cookie(upstream)).ask().refusal()).isEqualTo(Reason.WAITING_ROOM_FULL);
        last.withdraw(); // its client goes once it was told: nothing more comes of that
        assertThat(upstream.admission().waiting()).isEqualTo(2);
        leave(upstream);
        back.grant();
    }

    /** Asks, and has to wait. */
    private static TestApplicant waiting(TestApplicant applicant) throws InterruptedException {
        assertThat(applicant.ask().next()).isInstanceOf(Decision.Waiting.class);
        return applicant;
    }

    private TestApplicant comingBack(Upstream upstream, int loop, String cookie) {
        Handshake handshake = Endpoints.from("127.0.0.1", "Cookie", "tidegate=" + cookie);
        return new TestApplicant(loops.loops().get(loop), upstream.admission(), handshake);
    }

    private static String cookie(Upstream upstream) {
        String field = upstream.stickyCookie(upstream.endpoints().getFirst(), Endpoints.from("127.0.0.1"));
        return field.substring(field.indexOf('=') + 1, field.indexOf(';'));
    }

    private TestApplicant newcomer(Upstream upstream, int loop) {
        return new TestApplicant(loops.loops().get(loop), upstream.admission());
    }

    /** The only place. */
    private void take(Upstream upstream) throws InterruptedException {
        newcomer(upstream, 0).ask().grant();
    }

    private static Upstream upstream(String settings) {
        return Endpoints.running("{ " + ONE + settings + " }");
    }

    private static void leave(Upstream upstream) {
        upstream.leave(upstream.endpoints().getFirst());
        upstream.admission().leave();
    }
}
