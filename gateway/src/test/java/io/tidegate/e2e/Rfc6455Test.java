package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of RFC 6455 about frames, broken and kept, from the client and from the endpoint, seen from both. */
@ExtendWith(NothingLeftBehind.class)
class Rfc6455Test {
    private static final String DEFLATE = "permessage-deflate";
    private static final int GOING_AWAY = 1001;
    private static final int ENDPOINT_LOST = 1011;
    private static final WireFrame END_OF_CASE = WireFrame.close(4321, "end of case");
    private static final AtomicInteger CASES = new AtomicInteger();

    private static RawEndpoint endpoint;
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        endpoint = new RawEndpoint(peer -> {
            boolean compression =
                    peer.readHead().header("Sec-WebSocket-Extensions").contains(DEFLATE);
            String accept = Upgrade.acceptFor(peer.head().header("Sec-WebSocket-Key"));
            peer.send(
                    compression
                            ? Answers.switching(accept, "Sec-WebSocket-Extensions: " + DEFLATE)
                            : Answers.switching(accept));
        });
        gateway = GatewayFixture.start(Settings.to(endpoint.url())
                .route("max-frame", Rfc6455Cases.MAX_BYTES / 1024 + "KiB")
                .route("max-message", Rfc6455Cases.MAX_BYTES / 1024 + "KiB"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        endpoint.close();
    }

    static Stream<Arguments> rows() {
        return Rfc6455Cases.all().flatMap(row -> Stream.of(Side.values()).map(side -> Arguments.of(side, row)));
    }

    @Test
    void theTableIsAsLongAsItClaims() {
        assertThat(Rfc6455Cases.all().map(Rfc6455Case::toString))
                .hasSizeGreaterThan(120)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "from the {0}: {1}")
    @MethodSource("rows")
    void aFrameIsPassedOnUntouchedOrEndsTheSession(Side from, Rfc6455Case row) {
        String path = "/case-" + CASES.incrementAndGet();
        Upgrade request = Upgrade.to(path);
        if (row.compression()) {
            request.with("Sec-WebSocket-Extensions", DEFLATE);
        }
        try (RawPeer client = RawPeer.open(gateway.address(), request);
                RawPeer upstream = endpoint.next()) {
            RawPeer sender = from == Side.CLIENT ? client : upstream;
            RawPeer receiver = from == Side.CLIENT ? upstream : client;

            byte[] legal = wire(row.legal(), from == Side.CLIENT);
            sender.send(legal);
            sender.send(wire(row.illegal(), row.wrongMask() != (from == Side.CLIENT)));

            assertThat(receiver.readExactly(legal.length)).isEqualTo(legal);
            if (row.isLegal()) {
                closes(from, row, sender, receiver);
            } else {
                isRefused(from, row, sender, receiver);
            }
        }
        Ending ending = gateway.ending(path);
        Ending expected = expected(from, row);
        assertThat(ending)
                .usingRecursiveComparison()
                .ignoringFields(row.isLegal() ? "" : "reason")
                .isEqualTo(expected);
    }

    /** The Close arrives (or is sent now), is answered, and both connections end. */
    private static void closes(Side from, Rfc6455Case row, RawPeer sender, RawPeer receiver) {
        if (!row.closes()) {
            sender.send(END_OF_CASE);
            assertThat(receiver.next().closeCode()).isEqualTo(END_OF_CASE.closeCode());
        }
        receiver.send(WireFrame.close(4322, "answer"));
        assertThat(sender.next().closeCode()).isEqualTo(4322);
        finish(from == Side.CLIENT ? sender : receiver, from == Side.CLIENT ? receiver : sender);
    }

    private static void isRefused(Side from, Rfc6455Case row, RawPeer sender, RawPeer receiver) {
        WireFrame toSender = sender.next();
        WireFrame toReceiver = receiver.next();

        assertThat(toSender.closeCode()).isEqualTo(row.code());
        assertThat(toReceiver.closeCode()).isEqualTo(from == Side.CLIENT ? GOING_AWAY : ENDPOINT_LOST);
        sender.send(WireFrame.close(row.code(), ""));
        receiver.send(WireFrame.close(toReceiver.closeCode(), ""));
        finish(from == Side.CLIENT ? sender : receiver, from == Side.CLIENT ? receiver : sender);
    }

    /** RFC 6455, 7.1.1: the endpoint ends its TCP connection, the gateway the client's. */
    private static void finish(RawPeer client, RawPeer upstream) {
        upstream.halfClose();
        assertThat(client.drain()).isZero();
        assertThat(upstream.drain()).isZero();
    }

    private static byte[] wire(List<WireFrame> frames, boolean masked) {
        return WireFrame.bytes(frames.stream()
                .map(frame -> !masked ? frame.unmasked() : frame.isMasked() ? frame : frame.masked(0xA1B2C3D4))
                .toList());
    }

    private static Ending expected(Side from, Rfc6455Case row) {
        if (row.isLegal()) {
            WireFrame close = row.legal().stream()
                    .filter(frame -> frame.opcode() == WireFrame.CLOSE)
                    .findFirst()
                    .orElse(END_OF_CASE);
            Cause cause = from == Side.CLIENT ? Cause.CLIENT_CLOSED : Cause.ENDPOINT_CLOSED;
            return new Ending(Phase.RELAY, cause, close.closeCode(), close.closeReason());
        }
        Cause cause = switch (row.code()) {
            case 1007 -> Cause.INVALID;
            case 1009 -> Cause.TOO_BIG;
            default -> Cause.PROTOCOL;
        };
        return new Ending(Phase.RELAY, cause, from == Side.CLIENT ? row.code() : ENDPOINT_LOST, "");
    }
}
