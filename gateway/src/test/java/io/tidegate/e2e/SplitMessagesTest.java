package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Side;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.JournalLines;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A message may become several, or none: order, the filters after it, back-pressure and what is lost. */
@ExtendWith(NothingLeftBehind.class)
class SplitMessagesTest {
    private static final String FILTERS = "[ { pieces: {} }, { content: {} } ]";
    private static final int MANY = 2_000;
    private static final int PIECE = 64 * 1024;
    /** What sockets and the gateway together may have taken; all pieces would be 125 MiB. */
    private static final int MOST_UNDER_WAY = 500;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void laterFiltersJudgeEachAndWhatIsLeftArrivesInOrder(Side from) {
        try (var _ = new OwnFilters(PiecesFilter.class, ContentFilter.class);
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint));
                RawPeer client = gateway.open("/order");
                RawPeer upstream = endpoint.next()) {
            RawPeer sender = from == Side.CLIENT ? client : upstream;
            RawPeer receiver = from == Side.CLIENT ? upstream : client;

            sender.send(
                    WireFrame.text("a|upper b|drop c|reply d|later e|f"),
                    WireFrame.text("none|"),
                    WireFrame.text("later|g|pass-later h|i").more(),
                    WireFrame.continuation(""),
                    WireFrame.text("k"));

            for (String expected : new String[] {"a", "UPPER B", "LATER E", "f", "g", "pass-later h", "i", "k"}) {
                assertThat(receiver.next().text()).isEqualTo(expected);
            }
            assertThat(sender.next().text()).isEqualTo("to " + from.label() + ": reply d");
        }
    }

    @Test
    void theyAreMadeAsTheReceiverTakesThem() {
        try (var _ = new OwnFilters(PiecesFilter.class, ContentFilter.class);
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint));
                RawPeer client = gateway.open("/many");
                RawPeer upstream = endpoint.next()) {
            int before = PiecesFilter.MADE.get();
            client.send(WireFrame.text(MANY + " x " + PIECE), WireFrame.text("last"));

            for (int read = 1; read <= MANY; read++) {
                assertThat(upstream.next().payload()).hasSize(PIECE);
                assertThat(PiecesFilter.MADE.get() - before - read).isLessThan(MOST_UNDER_WAY);
            }
            assertThat(upstream.next().text()).isEqualTo("last");
            assertThat(PiecesFilter.MADE.get() - before).isEqualTo(MANY);
        }
    }

    @Test
    void thoseThatAreMadeAtOnceCountInTheBudgetOfTheSession() {
        try (var _ = new OwnFilters(PiecesFilter.class, ContentFilter.class);
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(
                        settings(endpoint).route("max-message", "1MiB").route("memory-budget", "{ session: 8MiB }"));
                RawPeer client = gateway.open("/budget");
                RawPeer _ = endpoint.next()) {
            client.send(WireFrame.text(MANY + " of " + PIECE));

            assertThat(client.nextClose().closeCode()).isEqualTo(1013);
            assertThat(gateway.ending("/budget").cause()).isEqualTo(Cause.MEMORY);
        }
    }

    @Test
    void oneThatCannotBeMadeEndsTheSessionBehindThoseBeforeIt() {
        try (var _ = new OwnFilters(PiecesFilter.class, ContentFilter.class);
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint));
                RawPeer client = gateway.open("/fail");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("fail"));

            assertThat(upstream.next().text()).isEqualTo("first");
            assertThat(client.nextClose().closeCode()).isEqualTo(1011);
            assertThat(gateway.ending("/fail").cause()).isEqualTo(Cause.INTERNAL);
        }
    }

    @Test
    void thoseThatDoNotGoOnAnyMoreAreDeadLetters() {
        try (var _ = new OwnFilters(PiecesFilter.class, ContentFilter.class);
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint)
                        .route("dead-letters", "{}")
                        .gateway("dead-letters", "{ file: \"%s\" }".formatted(folder.resolve("dead"))));
                RawPeer client = gateway.open("/dead");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("a|close now|c|d"));

            assertThat(upstream.next().text()).isEqualTo("a");
            assertThat(client.nextClose().closeCode()).isEqualTo(4040);
            assertThat(new JournalLines(folder.resolve("dead")).await(3))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("\"reason\":\"filter:content\"", "close now"),
                            line -> assertThat(line).contains("\"reason\":\"undelivered\"", "\"payload\":\"c\""),
                            line -> assertThat(line).contains("\"reason\":\"undelivered\"", "\"payload\":\"d\""));
        }
    }

    private static Settings settings(RawEndpoint endpoint) {
        return Settings.to(endpoint.url()).route("filters", FILTERS);
    }
}
