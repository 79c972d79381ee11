package io.tidegate.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import io.tidegate.filter.FilterTypes;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteChangeTest {
    private static final FilterTypes TYPES = FilterTypes.load();
    private static final String RATE = "{ rate-limit: { messages: 5/s } }";
    private static final String ORIGINS = "{ origins: { allow: [ \"*\" ] } }";

    @Test
    void whatIsConfiguredEquallyStaysTheSameObject() {
        RouteTable before = table("a: { upstream: app, filters: [ " + RATE + " ] }, b: { upstream: app }");
        RouteTable after = next(
                before, "b: { upstream: app, max-message: 1KiB }, a: { upstream: app, filters: [ " + RATE + " ] }");

        assertThat(after.routes().get(1)).isSameAs(before.routes().get(0));
        assertThat(after.routes().get(0)).isNotSameAs(before.routes().get(1));
        assertThat(before.becomes(after)).singleElement().satisfies(change -> {
            assertThat(change.before()).isSameAs(before.routes().get(1));
            assertThat(change.next()).isSameAs(after.routes().get(0));
            assertThat(change.before().change()).isSameAs(change);
        });
        assertThat(after.routes())
                .allSatisfy(route -> assertThat(route.change()).isNull());
    }

    @Test
    void aFilterThatIsConfiguredEquallyStaysTheSameInARouteThatChanged() {
        RouteTable before = table("a: { upstream: app, filters: [ " + RATE + ", " + ORIGINS + " ] }");
        RouteTable after = next(
                before, "a: { upstream: app, max-age: 1h, filters: [ " + ORIGINS + ", " + RATE + ", " + RATE + " ] }");

        var old = before.routes().getFirst().filters();
        var now = after.routes().getFirst().filters();
        assertThat(now.get(0)).isSameAs(old.get(1));
        assertThat(now.get(1)).isSameAs(old.get(0));
        assertThat(now.get(2)).isNotSameAs(old.get(0));
    }

    @Test
    void aRouteThatIsGoneHasNoSuccessorAndItsOwnConfigurationDecides() {
        RouteTable before = table("a: { upstream: app, on-removed: close }, b: { upstream: app }");
        RouteTable after = next(before, "b: { upstream: app }");

        RouteChange change = before.becomes(after).getFirst();

        assertThat(change.next()).isNull();
        assertThat(change.following()).isNull();
        assertThat(change.onRemoved().keeps()).isFalse();
        assertThat(change.leavesBehind("app")).isTrue();
    }

    @Test
    void severalChangesAreFollowedOneAfterTheOther() {
        RouteTable first = table("a: { upstream: app }");
        RouteTable second = next(first, "a: { upstream: app, max-message: 1KiB }");
        RouteTable third = next(second, "a: { split: { app: 0, other: 1 } }");

        RouteChange one = first.becomes(second).getFirst();
        RouteChange two = second.becomes(third).getFirst();

        assertThat(one.following()).isSameAs(two);
        assertThat(List.of(one.leavesBehind("app"), two.leavesBehind("app"), two.leavesBehind("other")))
                .containsExactly(false, true, false);
    }

    private static RouteTable table(String routes) {
        return RouteTable.of(config(routes), TYPES);
    }

    private static RouteTable next(RouteTable before, String routes) {
        return before.next(config(routes).routes().values(), TYPES);
    }

    private static GatewayConfig config(String routes) {
        return ConfigReader.read(ConfigSource.of("t.yaml", """
                listeners: { public: { address: "127.0.0.1:0" } }
                upstreams: { app: { endpoints: [ "ws://127.0.0.1:9" ] }, other: { endpoints: [ "ws://127.0.0.1:9" ] } }
                routes: { %s }
                """.formatted(routes)), TYPES);
    }
}
