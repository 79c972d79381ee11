package io.tidegate.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.RouteConfig;
import io.tidegate.filter.FilterTypes;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouteIndexTest {
    private static final List<String> PARTS = List.of("a", "b", "*", "{x}");
    private static final List<String> CONDITIONS = List.of(
            "", "", " host:a.b.c", " host:*.b.c", " host:*.c", " header:X-A=1", " query:q=*", " listener:other");

    private static final FilterTypes TYPES = FilterTypes.load();

    private final Random random = new Random(7);

    @Test
    void theIndexFindsWhatALookAtEveryRouteInOrderFinds() {
        for (int round = 0; round < 150; round++) {
            List<RouteConfig> configs = IntStream.range(0, 25)
                    .mapToObj(i -> Routes.parse("r" + i + "=" + randomPattern() + CONDITIONS.get(random.nextInt(8))))
                    .toList();
            RouteTable table = RouteTable.of(configs, TYPES);
            for (int request = 0; request < 30; request++) {
                Handshake handshake = randomHandshake();

                RouteTable.Match found = table.find(handshake);

                assertThat(found == null ? null : found.route())
                        .as("%s in %s", handshake.path(), configs)
                        .isEqualTo(byLookingAtEvery(table.routes(), handshake));
            }
        }
    }

    private static Route byLookingAtEvery(List<Route> routes, Handshake handshake) {
        return routes.stream()
                .sorted(Precedence.MOST_SPECIFIC_FIRST)
                .filter(route -> pathRegex(route).matcher(handshake.path()).matches())
                .filter(route -> hostRegex(route).matcher(handshake.host()).matches())
                .filter(route -> route.conditions().holdFor(handshake))
                .findFirst()
                .orElse(null);
    }

    private static Pattern pathRegex(Route route) {
        String path = route.config().match().path();
        return Pattern.compile(
                path.replaceAll("\\{x}|(?<!\\*)\\*(?!\\*)", "[^/]+").replace("/**", "(/.*)?"));
    }

    private static Pattern hostRegex(Route route) {
        String host = route.config().match().host();
        return Pattern.compile(host == null ? ".*" : host.replace(".", "\\.").replace("*", ".+"));
    }

    private String randomPattern() {
        boolean named = random.nextBoolean(); // a name at most once
        String fixed = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> "/" + PARTS.get(random.nextInt(named && i == 0 ? 4 : 3)))
                .collect(Collectors.joining());
        boolean open = fixed.isEmpty() || random.nextInt(3) == 0;
        return fixed + (open ? "/**" : random.nextInt(6) == 0 ? "/" : "");
    }

    private Handshake randomHandshake() {
        String path = IntStream.range(0, random.nextInt(5))
                .mapToObj(_ -> "/" + List.of("a", "b", "c").get(random.nextInt(3)))
                .collect(Collectors.joining());
        String slash = path.isEmpty() || random.nextInt(6) == 0 ? "/" : "";
        Handshakes request = Handshakes.to(path + slash + (random.nextBoolean() ? "?q=1" : ""))
                .host(List.of("a.b.c", "x.b.c", "b.c", "x.c", "x").get(random.nextInt(5)));
        return random.nextBoolean() ? request.header("X-A", "1").build() : request.build();
    }
}
