package io.tidegate.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.protocol.Handshakes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final List<String> USERS =
            IntStream.range(0, 100_000).mapToObj(i -> "user-" + i).toList();

    @Test
    void usersSpreadOverTheUpstreamsByWeight() {
        var split = new Split(Map.of("a", 80, "b", 15, "c", 5, "d", 0));

        Map<String, Long> users =
                USERS.stream().collect(Collectors.groupingBy(split::upstreamOf, Collectors.counting()));

        assertThat(users.get("a")).isCloseTo(80_000, within(600L));
        assertThat(users.get("b")).isCloseTo(15_000, within(600L));
        assertThat(users.get("c")).isCloseTo(5_000, within(400L));
        assertThat(users).doesNotContainKey("d");
    }

    @Test
    void aPartThatGrowsOnlyGainsUsersAndJustItsShare() {
        var before = new Split(Map.of("a", 95, "b", 5));
        var after = new Split(Map.of("a", 95, "b", 20));

        long moved = USERS.stream()
                .filter(user -> !before.upstreamOf(user).equals(after.upstreamOf(user)))
                .peek(user -> assertThat(after.upstreamOf(user)).isEqualTo("b"))
                .count();

        assertThat(moved).isCloseTo((long) (100_000 * (20 / 115.0 - 5 / 100.0)), within(600L));
    }

    @Test
    void aPartThatIsTakenOutMovesNobodyElse() {
        var before = new Split(Map.of("a", 2, "b", 3, "c", 1));
        var after = new Split(Map.of("a", 2, "b", 3, "c", 0));

        assertThat(USERS.stream().filter(user -> !before.upstreamOf(user).equals("c")))
                .allMatch(user -> before.upstreamOf(user).equals(after.upstreamOf(user)));
    }

    @Test
    void theOrderOfThePartsAndTheirScaleDoNotMatter() {
        Map<String, Integer> backwards = new LinkedHashMap<>();
        backwards.put("b", 10);
        backwards.put("a", 190);
        Map<String, Integer> forwards = new LinkedHashMap<>();
        forwards.put("a", 19);
        forwards.put("b", 1);

        var one = new Split(backwards);
        var other = new Split(forwards);

        assertThat(USERS.stream().limit(10_000))
                .allMatch(user -> one.upstreamOf(user).equals(other.upstreamOf(user)));
    }

    @Test
    void aUserGetsTheSameUpstreamWhateverTheConnection() {
        Route route = Routes.named("r")
                .path("/rooms/{room}")
                .split(Map.of("a", 1, "b", 1), "cookie:user")
                .route();

        List<String> upstreams = IntStream.range(0, 50)
                .mapToObj(i -> Handshakes.to("/rooms/" + i)
                        .client("198.51.100." + i)
                        .header("Cookie", "user=ann")
                        .build())
                .map(handshake -> route.upstreamFor(handshake, Map.of("room", handshake.path())))
                .distinct()
                .toList();

        assertThat(upstreams).hasSize(1);
    }

    @Test
    void aRequestWithoutTheKeyGoesByTheClientsAddress() {
        Map<String, Integer> weights = Map.of("a", 1, "b", 1);
        Route byCookie = Routes.named("r").split(weights, "cookie:user").route();
        Route byAddress = Routes.named("r").split(weights, "client-address").route();

        for (int i = 0; i < 50; i++) {
            var handshake = Handshakes.to("/").client("198.51.100." + i).build();

            assertThat(byCookie.upstreamFor(handshake, Map.of())).isEqualTo(byAddress.upstreamFor(handshake, Map.of()));
        }
    }

    @Test
    void aRouteWithoutASplitHasOneUpstream() {
        assertThat(Routes.named("r").route().upstreamFor(Handshakes.to("/").build(), Map.of()))
                .isEqualTo("r-upstream");
    }
}
