package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Side;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of RFC 6455 on a route that reads messages: the same is refused, and whole messages arrive. */
@ExtendWith(NothingLeftBehind.class)
class Rfc6455MessagesTest {
    private static final String DEFLATE = "permessage-deflate";

    /** Legal where nobody reads the content. */
    private static final Set<String> UNREAD = Set.of(
            "text that is not UTF-8, which nobody here reads",
            "compressed text, permessage-deflate",
            "compressed binary, permessage-deflate",
            "compressed fragments, permessage-deflate");

    private static RawEndpoint endpoint;
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        endpoint = new RawEndpoint(Answers.accept());
        try (var _ = new OwnFilters(ContentFilter.class)) {
            gateway = GatewayFixture.start(Settings.to(endpoint.url())
                    .route("filters", "[ { content: {} } ]")
                    .route("max-frame", Rfc6455Cases.MAX_BYTES / 1024 + "KiB")
                    .route("max-message", Rfc6455Cases.MAX_BYTES / 1024 + "KiB"));
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
        endpoint.close();
    }

    static Stream<Arguments> rows() {
        return Rfc6455Cases.all()
                .filter(row -> !UNREAD.contains(row.toString()))
                .flatMap(row -> Stream.of(Side.values()).map(side -> Arguments.of(side, row)));
    }

    @ParameterizedTest(name = "from the {0}: {1}")
    @MethodSource("rows")
    void aMessageArrivesWholeOrTheSessionEnds(Side from, Rfc6455Case row) {
        Upgrade request = Upgrade.to("/row");
        if (row.compression()) {
            request.with("Sec-WebSocket-Extensions", DEFLATE);
        }
        try (RawPeer client = RawPeer.open(gateway.address(), request);
                RawPeer upstream = endpoint.next()) {
            RawPeer sender = from == Side.CLIENT ? client : upstream;
            RawPeer receiver = from == Side.CLIENT ? upstream : client;

            sender.send(wire(row.legal(), from == Side.CLIENT));
            sender.send(wire(row.illegal(), row.wrongMask() != (from == Side.CLIENT)));

            for (WireFrame expected : whole(row.legal())) {
                assertThat(receiver.next().unmasked()).isEqualTo(expected);
            }
            if (!row.isLegal()) {
                assertThat(sender.next().closeCode()).isEqualTo(row.code());
                assertThat(receiver.next().closeCode()).isEqualTo(from == Side.CLIENT ? 1001 : 1011);
            } else if (!row.closes()) {
                sender.send(WireFrame.text("last"));
                assertThat(receiver.next().text()).isEqualTo("last");
            }
        }
    }

    /** Fragments put together; what has no end is left out. */
    private static List<WireFrame> whole(List<WireFrame> frames) {
        List<WireFrame> whole = new ArrayList<>();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int opcode = 0;
        for (WireFrame frame : frames) {
            if (frame.isControl()) {
                whole.add(frame.unmasked());
                continue;
            }
            opcode = frame.opcode() == WireFrame.CONTINUATION ? opcode : frame.opcode();
            content.writeBytes(frame.payload());
            if (frame.fin()) {
                whole.add(WireFrame.of(opcode, content.toByteArray()));
                content.reset();
            }
        }
        return whole;
    }

    private static byte[] wire(List<WireFrame> frames, boolean masked) {
        return WireFrame.bytes(frames.stream()
                .map(frame -> !masked ? frame.unmasked() : frame.isMasked() ? frame : frame.masked(0xA1B2C3D4))
                .toList());
    }
}
