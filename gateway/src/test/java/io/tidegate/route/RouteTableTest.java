package io.tidegate.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.config.RouteConfig;
import io.tidegate.filter.FilterTypes;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
    @ParameterizedTest
    @CsvSource({
        "/, /, true",
        "/, /chat, false",
        "/chat, /chat, true",
        "/chat, /chat/, false",
        "/chat, /Chat, false",
        "/chat, /chat/a, false",
        "/chat, /chatter, false",
        "/chat/, /chat/, true",
        "/chat/, /chat, false",
        "/caf%c3%A9, /caf%C3%A9, true",
        "/%63hat%2a, /chat%2A, true",
        "/caf%c3%A9/*, /caf%C3%A9/x, true",
        "/**, /, true",
        "/**, /chat, true",
        "/**, /a/b/c/, true",
        "/chat/**, /chat, true",
        "/chat/**, /chat/, true",
        "/chat/**, /chat/a, true",
        "/chat/**, /chat/a/b/, true",
        "/chat/**, /chatter, false",
        "/chat/**, /, false",
        "/*, /chat, true",
        "/*, /, false",
        "/*, /chat/, false",
        "/rooms/*, /rooms/7, true",
        "/rooms/*, /rooms/, false",
        "/rooms/*, /rooms, false",
        "/rooms/*, /rooms/7/8, false",
        "/rooms/*/, /rooms/7/, true",
        "/rooms/{room}, /rooms/a%20b, true",
        "/rooms/{room}/events, /rooms/7/events, true",
        "/rooms/{room}/events, /rooms//events, false",
        "/rooms/{room}/**, /rooms/7, true",
        "/rooms/{room}/**, /rooms/7/a/b, true",
        "/rooms/{room}/**, /rooms, false",
        "/rooms/{room}/**, /rooms/, false",
        "/{a}/*/{b}, /1/2/3, true",
        "/{a}/*/{b}, /1/2, false"
    })
    void aPathPatternTakesAPathAsAWholeSegmentBySegment(String pattern, String path, boolean taken) {
        RouteTable table = Routes.table("only=" + pattern);

        assertThat(table.find(Handshakes.to(path).build()) != null).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "app.example.com, app.example.com, true",
        "App.Example.COM, app.example.com, true",
        "app.example.com, www.example.com, false",
        "app.example.com, x.app.example.com, false",
        "*.example.com, app.example.com, true",
        "*.Example.com, a.b.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, badexample.com, false",
        "*.example.com, example.com.evil.org, false",
        "*.com, example.com, true",
        "localhost, localhost, true",
        "127.0.0.1, 127.0.0.1, true",
        "[::1], ::1, true"
    })
    void aHostPatternTakesOneHostOrAnySubdomain(String pattern, String host, boolean taken) {
        RouteTable table = Routes.table("only=/** host:" + pattern);

        assertThat(table.find(Handshakes.to("/").host(host).build()) != null).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "header:x-version=2, true",
        "header:X-Version=1, true", // one of two fields of that name
        "header:X-Version=3, false",
        "header:X-Version=*, true",
        "header:X-Other=*, false",
        "query:v=a+b, true",
        "query:v=*, true",
        "query:flag=*, true",
        "query:V=*, false",
        "query:v=c, false",
        "subprotocol:mqtt, true",
        "subprotocol:MQTT, false",
        "subprotocol:stomp, false",
        "listener:public, true",
        "listener:other listener:public, true",
        "listener:other, false",
        "header:X-Version=2 query:v=* subprotocol:mqtt listener:public, true",
        "header:X-Version=2 query:v=* subprotocol:stomp listener:public, false"
    })
    void everyConditionMustHold(String conditions, boolean taken) {
        Handshake handshake = Handshakes.to("/chat?v=a%2Bb&flag&v=c")
                .header("X-Version", "1")
                .header("X-Version", "2")
                .offering("chat", "mqtt")
                .build();

        RouteTable table = Routes.table("only=/** " + conditions);

        assertThat(table.find(handshake) != null).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        // path: exact, then more literal segments, then without **, then more segments
        "all=/**; chat=/chat, /chat, chat",
        "any=/*; chat=/chat, /chat, chat",
        "prefix=/chat/**; exact=/chat/a, /chat/a, exact",
        "prefix=/chat/**; exact=/chat/a, /chat/b, prefix",
        "short=/chat/**; long=/chat/a/**, /chat/a/b, long",
        "one=/a/*; two=/a/b/**, /a/b, two",
        "named=/{x}/b/c; literal=/a/**, /a/b/c, named",
        "open=/a/**; closed=/a/*, /a/b, closed",
        "open=/a/**; wild=/a/*/**, /a/b, wild",
        "open=/a/**; wild=/a/*/**, /a, open",
        "all=/**; open=/*/**, /a, open",
        // host: exact, then longer wildcards, then none
        "none=/**; exact=/** host:app.example.com, /, exact",
        "wild=/** host:*.example.com; exact=/** host:app.example.com, /, exact",
        "short=/** host:*.com; long=/** host:*.example.com, /, long",
        "none=/**; wild=/** host:*.com, /, wild",
        "path=/chat; host=/** host:app.example.com, /chat, path",
        // conditions: more, then those with a value
        "none=/**; one=/** listener:public, /, one",
        "one=/** header:X-A=1; two=/** header:X-A=* query:q=*, /?q=1, two",
        "any=/** header:X-A=*; value=/** header:X-A=1, /, value",
        "host=/** host:*.com; conditions=/** header:X-A=1 query:q=1 listener:public, /?q=1, host",
        // the file
        "first=/a/*; second=/a/{x}, /a/b, first",
        "first=/a/*; second=/*/b, /a/b, first",
        "first=/*/b; second=/a/*, /a/b, first",
        "first=/** header:X-A=1; second=/** query:q=1, /?q=1, first"
    })
    void theMostSpecificRouteComesFirst(String routes, String target, String winner) {
        Handshake handshake = Handshakes.to(target).header("X-A", "1").build();

        assertThat(nameOf(Routes.table(routes).find(handshake))).isEqualTo(winner);
    }

    @ParameterizedTest
    @CsvSource({
        "exact=/chat header:X-B=1; prefix=/chat/**, /chat, prefix",
        "exact=/chat host:other.org; any=/*, /chat, any",
        "deep=/a/b/c header:X-B=1; named=/{x}/b/c, /a/b/c, named",
        "literal=/a/b/*; other=/a/*/d, /a/c/d, other",
        "literal=/a/b/c/*; back=/a/*/c/d, /a/b/c/d, literal",
        "literal=/a/b/c/e; back=/a/*/c/d; all=/**, /a/b/c/d, back",
        "literal=/a/b/c/**; back=/*/b/*/d, /a/b/x/d, back",
        "host=/** host:app.example.com header:X-B=1; wild=/** host:*.example.com, /, wild",
        "wild=/** host:*.example.com header:X-B=1; all=/**, /, all",
        "two=/** header:X-A=1 query:q=1; one=/** header:X-A=1, /, one",
        "one=/chat header:X-B=1; two=/*/** header:X-B=1; three=/** listener:other; four=/**, /chat, four",
        "one=/chat header:X-B=1; two=/** listener:other, /chat,"
    })
    void aRouteWhoseConditionFailsLeavesTheHandshakeToTheNext(String routes, String target, String winner) {
        Handshake handshake = Handshakes.to(target).header("X-A", "1").build();

        assertThat(nameOf(Routes.table(routes).find(handshake))).isEqualTo(winner);
    }

    @Test
    void namedSegmentsAreHandedOnAsTheyStandInTheRequest() {
        RouteTable table = Routes.table("only=/{tenant}/*/{room}/**");

        RouteTable.Match match = table.find(Handshakes.to("/acme/x/a%20b/more").build());

        assertThat(match.segments()).isEqualTo(Map.of("tenant", "acme", "room", "a%20b"));
    }

    @Test
    void everyFaultOfEveryRouteIsToldAtOnceWithItsKey() {
        List<RouteConfig> routes = List.of(
                Routes.parse("one=/a//b/{x}/{x} host:app.example.com:80"),
                Routes.named("two").path("/a/{b}").rewrite("/{c}").build(),
                Routes.parse("three=/fine"));

        assertThatThrownBy(() -> RouteTable.of(routes, FilterTypes.load()))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        refusal -> assertThat(refusal.faults())
                                .containsExactly(
                                        "routes.one.match.path must not have an empty segment, got /a//b/{x}/{x}",
                                        "routes.one.match.path must name each segment differently, got {x} twice",
                                        "routes.one.match.host must be a name like app.example.com or *.example.com,"
                                                + " without a port, got app.example.com:80",
                                        "routes.two.rewrite.path must have only names of segments of match.path, got {c}"));
    }

    @ParameterizedTest
    @CsvSource({
        "/a/{}, got {}",
        "/a/{b c}, got {b c}",
        "/a/{rest}/**, {rest}",
        "/a/{b, got {b",
        "/a/x{b}, got x{b}",
        "/a/b*, got b*",
        "/a/../b, got ..",
        "/a/./b, got .",
        "/a/%2E./b, got %2E.",
        "/a?b=c, got a?b=c",
        "/a b, got a b",
        "/café, got café",
        "/a%2, got a%2",
        "/a%3Bb, got a%3Bb",
        "//, got //"
    })
    void aPathThatNoRequestCanHaveIsRefused(String pattern, String message) {
        assertThatThrownBy(() -> PathPattern.parse(pattern))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("path must")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"*", "*.", "a.*.com", "**.example.com", "http://a", "a b", "a..b", "::1", "[1]", "''"})
    void aHostThatNoRequestCanHaveIsRefused(String pattern) {
        assertThatThrownBy(() -> HostPattern.parse(pattern))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("host must be a name");
    }

    @Test
    void routesAreListedInTheOrderOfTheFile() {
        RouteTable table = Routes.table("c=/**; a=/a; b=/b");

        assertThat(table.routes()).extracting(Route::name).containsExactly("c", "a", "b");
    }

    @Test
    void aThousandTenantsOnOnePathAreToldApartByHost() {
        String routes = String.join(
                ";",
                IntStream.range(0, 1000)
                        .mapToObj(i -> "t" + i + "=/ws/** host:t" + i + ".example.com")
                        .toList());

        RouteTable.Match match = Routes.table(routes)
                .find(Handshakes.to("/ws/x").host("t777.example.com").build());

        assertThat(nameOf(match)).isEqualTo("t777");
    }

    private static String nameOf(RouteTable.Match match) {
        return match == null ? null : match.route().name();
    }
}
