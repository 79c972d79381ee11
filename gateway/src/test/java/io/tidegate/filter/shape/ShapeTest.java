package io.tidegate.filter.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.BandwidthConfig;
import io.tidegate.config.ByteRate;
import io.tidegate.config.ByteSize;
import io.tidegate.config.ConfigException;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterContexts;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.FrameFilter;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.FrameHeaders;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Principal;
import io.tidegate.protocol.Side;
import io.tidegate.time.BurstClocks;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {
    private static final FrameVerdict FORWARD = FrameVerdict.Pass.FORWARD;
    private static final int FRAME = 1000;
    private static final int PAYLOAD = FRAME - 8;
    private static final String FILE = """
            listeners: { public: { address: "127.0.0.1:8080" } }
            upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
            bandwidth: { edge: { limit: 10000B/s, burst: 4000B, classes: { gold: 3, free: 1 } } }
            routes:
              chat:
                upstream: chat
                filters:
                  - shape: %s
            """;

    private final FilterTypes types = FilterTypes.load();
    private final BurstClocks time = BurstClocks.startingAt(System.nanoTime() + 1_000_000_000);
    private final FilterContext session = FilterContexts.on("chat", time.clock());

    @Test
    void theBurstPassesAndThenFramesWait() {
        FrameFilter filter = filter("{ share: edge, as: gold }");

        assertThat(frames(filter, Side.CLIENT, 9)).isEqualTo(4);
        time.advance(100, TimeUnit.MILLISECONDS);
        assertThat(frames(filter, Side.CLIENT, 9)).isEqualTo(1);
    }

    @Test
    void eachDirectionHasAllOfTheBandwidth() {
        FrameFilter filter = filter("{ share: edge, as: gold }");
        frames(filter, Side.CLIENT, 9);

        assertThat(frames(filter, Side.UPSTREAM, 9)).isEqualTo(4);
    }

    @Test
    void aDirectionThatIsNotShapedPasses() {
        FrameFilter filter = filter("{ share: edge, as: gold, from: upstream }");

        assertThat(frames(filter, Side.CLIENT, 100)).isEqualTo(100);
    }

    @Test
    void pingsAndClosesDoNotWait() {
        FrameFilter filter = filter("{ share: edge, as: gold }");
        frames(filter, Side.CLIENT, 9);

        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.PING, true, 100)))
                .isEqualTo(FORWARD);
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.CLOSE, true, 2)))
                .isEqualTo(FORWARD);
    }

    @Test
    void whatOneClassTookLeavesTheOthersTheirOwn() {
        frames(filter("{ share: edge, as: free }"), Side.CLIENT, 9);

        assertThat(frames(filter("{ share: edge, as: gold }"), Side.CLIENT, 9)).isEqualTo(3);
    }

    @Test
    void aFrameThatIsBiggerThanTheBurstPassesAndIsPaidOff() {
        FrameFilter filter = filter("{ share: edge, as: gold }");

        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, true, 20_000 - 8)))
                .isEqualTo(FORWARD);
        time.advance(1600, TimeUnit.MILLISECONDS); // the loan; its own part has it after 2.3 s
        assertThat(frames(filter, Side.CLIENT, 9)).isZero();
        time.advance(700, TimeUnit.MILLISECONDS);
        assertThat(frames(filter, Side.CLIENT, 9)).isPositive();
    }

    @Test
    void theFirstRoleThatIsListedTellsTheClassAndThenTheClaim() {
        String settings =
                "{ share: edge, as: free, roles: { staff: gold }, by: \"claim:plan\", values: { pro: gold, big: gold } }";

        assertThat(classOf(settings, null)).isEqualTo("free");
        assertThat(classOf(settings, principal(Set.of("other", "staff"), "none")))
                .isEqualTo("gold");
        assertThat(classOf(settings, principal(Set.of("other"), "pro"))).isEqualTo("gold");
        assertThat(classOf(settings, principal(Set.of("other"), "none"))).isEqualTo("free");
    }

    @Test
    void aSessionWhoseClientIsKnownAnewHasAnotherClass() {
        FrameFilter filter = filter("{ share: edge, as: free, roles: { staff: gold } }");
        frames(filter("{ share: edge, as: free }"), Side.CLIENT, 9);
        assertThat(frames(filter, Side.CLIENT, 9)).isZero();

        session.identity().is(principal(Set.of("staff"), "none"));

        assertThat(frames(filter, Side.CLIENT, 9)).isEqualTo(3);
    }

    @Test
    void aLimitThatIsGoneHoldsNobody() {
        Shape type = types.the(Shape.class);
        FrameFilter filter = filter("{ share: edge, as: gold }");
        assertThat(frames(filter, Side.CLIENT, 9)).isEqualTo(4);

        type.shares().follow(Map.of());

        assertThat(frames(filter, Side.CLIENT, 100)).isEqualTo(100);
        assertThat(type.shares().uses()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ as: gold } | shape.share must be given",
                "{ share: edge } | shape.as must be given",
                "{ share: edgy, as: gold } | shape.share must name a bandwidth of the top level, got edgy; did you mean edge?",
                "{ share: edge, as: silver } | shape.as must name a class of bandwidth.edge, got silver; known are gold, free",
                "{ share: edge, as: gold, roles: { staff: fee } } | shape.roles.staff must name a class of bandwidth.edge,"
                        + " got fee; did you mean free?",
                "{ share: edge, as: gold, by: subject } | shape.values must be given if by is given, and only then",
                "{ share: edge, as: gold, values: { a: gold } } | shape.values must be given if by is given, and only then",
                "{ share: edge, as: gold, by: subject, values: { a: god } } | shape.values.a must name a class of"
                        + " bandwidth.edge, got god; did you mean gold?",
                "{ share: edge, as: gold, from: endpoint } | shape.from must be client, upstream or both, got endpoint",
            })
    void whatDoesNotFitIsRefusedWithTheRule(String settings, String rule) {
        assertThatThrownBy(() -> read(FILE.formatted(settings)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("t.yaml:8:")
                .hasMessageEndingWith("routes.chat.filters[0]." + rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ classes: { gold: 1 } } | limit must be given",
                "{ limit: 1MiB, classes: { gold: 1 } } | limit must be a rate like 64KiB/s, 1MiB/s or 2GiB/h, got 1MiB",
                "{ limit: 1MiB/s } | classes must have at least one entry, as free: 1",
                "{ limit: 1MiB/s, classes: { gold: 0 } } | classes.gold must be between 1 and 1000, got 0",
                "{ limit: 1MiB/s, classes: { Gold: 1 } } | classes.Gold must be named with a-z, 0-9 and inner -, at most 63"
                        + " characters",
                "{ limit: 1000B/s, burst: 9B, classes: { gold: 1 } } | burst must be between 10B and 10000B, got 9B",
            })
    void aBandwidthHasBounds(String settings, String rule) {
        String yaml = FILE.formatted("{ share: edge, as: gold }")
                .replaceFirst("edge: \\{.*\\} \\}\n", "edge: " + settings + " }\n");

        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("t.yaml:3:")
                .hasMessageContaining("bandwidth.edge." + rule);
    }

    @Test
    void withoutABurstATenthOfASecondPassesAtOnce() {
        var config = new BandwidthConfig("edge", ByteRate.parse("600KiB/m"), null, Map.of("free", 1));

        assertThat(config.burstBytes()).isEqualTo(ByteSize.ofKiB(1).bytes());
    }

    private String classOf(String settings, @Nullable Principal client) {
        GatewayConfig config = read(FILE.formatted(settings));
        Shape.Config shape =
                (Shape.Config) config.routes().get("chat").filters().getFirst().settings();
        return shape.classOf(client, client == null ? null : client.claimText("plan"));
    }

    private static Principal principal(Set<String> roles, String plan) {
        return new Principal("alice", roles, Map.of("plan", plan), "known", null);
    }

    private FrameFilter filter(String settings) {
        GatewayConfig config = read(FILE.formatted(settings));
        types.the(Shape.class).shares().follow(config.bandwidth());
        return (FrameFilter)
                types.configure(config.routes().get("chat").filters().getFirst())
                        .newFilter(session);
    }

    private GatewayConfig read(String yaml) {
        return ConfigReader.read(ConfigSource.of("t.yaml", yaml), types);
    }

    /** How many of so many frames pass at once. */
    private static long frames(FrameFilter filter, Side from, int count) {
        long passed = 0;
        for (int i = 0; i < count; i++) {
            FrameVerdict verdict = filter.onFrame(from, FrameHeaders.of(Opcode.BINARY, true, PAYLOAD));
            passed += verdict.equals(FORWARD) ? 1 : 0;
        }
        return passed;
    }
}
