package io.tidegate.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ByteSize;
import io.tidegate.config.CompressionConfig;
import io.tidegate.config.ConfigException;
import io.tidegate.config.FilterConfig;
import io.tidegate.filter.FilterContexts;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.From;
import io.tidegate.filter.Origins;
import io.tidegate.filter.limit.SizeLimits;
import io.tidegate.protocol.Handshakes;
import io.tidegate.time.BurstClock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {
    private static final FilterTypes TYPES = FilterTypes.load();
    private static final FilterConfig ORIGINS =
            new FilterConfig("origins", new Origins.Config(List.of("https://a.example"), Origins.WithoutOrigin.ALLOW));

    @ParameterizedTest
    @CsvSource({
        "/chat/**, /chat, /chat, /",
        "/chat/**, /chat, /chat/, /",
        "/chat/**, /chat, /chat/a/b, /a/b",
        "/chat/**, /chat/v1, /chat/v1/a, /a",
        "/chat/**, /chat/v1, /chat/v2/a, /chat/v2/a",
        "/**, /chat, /chat/a, /a",
        "/**, /chat, /chatter, /chatter",
        "/*/**, /chat, /chat/a, /a"
    })
    void aPrefixIsStrippedInWholeSegmentsWhereItIsThere(String pattern, String prefix, String path, String rewritten) {
        Route route = Routes.named("chat").path(pattern).stripPrefix(prefix).route();

        assertThat(route.rewrite(path, Map.of())).isEqualTo(rewritten);
    }

    @ParameterizedTest
    @CsvSource({
        "/rooms/{room}, /v2/{room}, /rooms/7, /v2/7",
        "/rooms/{room}, /v2/r-{room}/ws, /rooms/a%20b, /v2/r-a%20b/ws",
        "/{a}/{b}, /{b}/{a}/{b}, /1/2, /2/1/2",
        "/chat/**, /v2/{rest}, /chat/a/b, /v2/a/b",
        "/chat/**, /v2/{rest}, /chat, /v2/",
        "/chat/**, /v2/{rest}, /chat/, /v2/",
        "/chat/**, /v2/{rest}/ws, /chat, /v2/ws",
        "/chat/**, /v2/{rest}/ws, /chat/a/, /v2/a/ws",
        "/{t}/**, /x/{t}/{rest}, /$1/\\b, /x/$1/\\b",
        "/**, /{rest}, /a/b, /a/b",
        "/**, /fixed, /a/b, /fixed"
    })
    void aTemplateIsFilledWithTheSegmentsOfTheRequest(String pattern, String template, String path, String rewritten) {
        RouteTable table = RouteTable.of(
                List.of(Routes.named("r").path(pattern).rewrite(template).build()), TYPES);

        RouteTable.Match match = table.find(Handshakes.to(path).build());

        assertThat(match.route().rewrite(path, match.segments())).isEqualTo(rewritten);
    }

    @Test
    void withoutARewriteThePathStaysAsItIs() {
        assertThat(Routes.named("r").route().rewrite("/a//b/", Map.of())).isEqualTo("/a//b/");
    }

    @ParameterizedTest
    @CsvSource({"/chat, /other", "/chat/**, /other", "/chat/*, /chat/a/b", "/{a}, /a/{a}", "/**, /a/../b", "/**, /a//b"
    })
    void aPrefixThatNoPathOfTheRouteHasIsRefused(String pattern, String prefix) {
        assertThatThrownBy(() ->
                        Routes.named("chat").path(pattern).stripPrefix(prefix).route())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("routes.chat.rewrite.strip-prefix must");
    }

    @ParameterizedTest
    @CsvSource({
        "/a/{b}, /{c}, got {c}",
        "/a/{b}, /{rest}, {rest} only where",
        "/a/{b}, /{}, got {}",
        "/a/{b}, /{b, got {b",
        "/a/{b}, /x/*, got *",
        "/a/{b}, /x/../{b}, got ..",
        "/a/{b}, /x?room={b}, got x?room=x"
    })
    void aTemplateThatCannotBeFilledIsRefused(String pattern, String template, String message) {
        assertThatThrownBy(() ->
                        Routes.named("chat").path(pattern).rewrite(template).route())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("routes.chat.rewrite.path must")
                .hasMessageContaining(message);
    }

    @Test
    void aSplitMayOnlyGoByASegmentThatThePathNames() {
        Routes route = Routes.named("chat").path("/rooms/{room}").split(Map.of("a", 1), "segment:user");

        assertThatThrownBy(route::route)
                .isInstanceOf(ConfigException.class)
                .hasMessage("routes.chat.split-by must name a segment of match.path, got segment:user");
    }

    @Test
    void aFilterThatIsUnknownOrRefusesItsSettingsIsNamedWithItsPlace() {
        Routes route = Routes.named("chat").filters(ORIGINS, new FilterConfig("orgins", ORIGINS.settings()));

        assertThatThrownBy(route::route)
                .isInstanceOf(ConfigException.class)
                .hasMessage("routes.chat.filters[1].orgins must be one of "
                        + String.join(", ", FilterTypes.load().names()) + ", got orgins");
    }

    @Test
    void aRouteMayDropIfOneOfItsFiltersMay() {
        FilterConfig drops = new FilterConfig(
                "size-limit",
                new SizeLimits.Config(
                        From.CLIENT,
                        SizeLimits.Of.DATA,
                        new ByteSize(1),
                        null,
                        null,
                        SizeLimits.Exceed.DROP,
                        null,
                        null));

        assertThat(Routes.named("r").filters(ORIGINS).route().mayDrop()).isFalse();
        assertThat(Routes.named("r").filters(ORIGINS, drops).route().mayDrop()).isTrue();
    }

    @Test
    void settingsOfReadingAreRefusedWhereNobodyReads() {
        Routes route = Routes.named("chat").compression(CompressionConfig.STANDARD);

        assertThat(Routes.named("chat").route().readsMessages()).isFalse();
        assertThatThrownBy(route::route)
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "routes.chat.compression must not be set without legs, a filter or a slow-consumer that reads messages");
    }

    @Test
    void eachSessionGetsAFilterOfEachFactoryInOrder() {
        Route route = Routes.named("r").filters(ORIGINS, ORIGINS).route();

        assertThat(route.newFilters(FilterContexts.on("r", new BurstClock())).filters())
                .hasSize(2);
    }

    @Test
    void aRouteInMaintenanceSaysSoAndNeedsNoUpstream() {
        Route route = Routes.named("r").inMaintenance().route();

        assertThat(route.inMaintenance()).isTrue();
        assertThat(Routes.named("r").route().inMaintenance()).isFalse();
    }
}
