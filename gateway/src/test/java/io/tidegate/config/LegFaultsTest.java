package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegFaultsTest {
    private static List<String> faults(String route) {
        return Reading.faults(Reading.GOOD + "    " + route + "\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            upstream: nowhere, when: { prefix: x }              | .upstream must name an upstream, got nowhere
            upstream: app                                       | .when must be given
            when: { prefix: x }                                 | .upstream must be given
            upstream: app, when: {}                             | one of at, prefix, opcode, first-byte and rule must be given, and no other
            upstream: app, when: { at: type }                   | .when.at must be empty or start with /, got type
            upstream: app, when: { prefix: x, is: [ a ] }       | .when.is must not be set without at
            upstream: app, when: { first-byte: [ 300 ] }        | .when.first-byte must be between 0 and 255, got 300
            upstream: app, when: { prefix: x }, within: 1s      | .within must not be set without on-end: reopen
            upstream: app, when: { prefix: x }, on-end: report  | .report must be given with on-end: report, and only there
            upstream: app, when: { prefix: x }, report: gone    | .report must be given with on-end: report, and only there
            upstream: app, when: { prefix: x }, messages: 0     | .messages must be between 1 and 100000, got 0
            upstream: app, when: { prefix: x }, buffer: 1B      | .buffer must be between 1KiB and 64MiB, got 1B
            upstream: app, when: { prefix: x }, resume: { level: replay, replay: { preset: json-subscribe } } | .resume.level must be reconnect for a leg: what builds its session is not recorded
            """)
    void eachFaultIsToldWithItsKey(String leg, String fault) {
        assertThat(faults("legs: { orders: { " + leg + " } }"))
                .singleElement()
                .asString()
                .contains(fault.startsWith(".") ? "routes.app.legs.orders" + fault : fault);
    }

    @Test
    void aRouteWithLegsCannotReplay() {
        String legs = "legs: { orders: { upstream: app, when: { prefix: x } } }\n";
        String resume = "    resume: { level: replay, replay: { preset: json-subscribe } }";

        assertThat(faults(legs + resume))
                .singleElement()
                .asString()
                .contains(
                        "resume.level must be reconnect with legs: what is recorded is not told apart by where it went");
    }
}
