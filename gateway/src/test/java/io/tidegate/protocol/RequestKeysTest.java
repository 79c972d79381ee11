package io.tidegate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.RequestKey;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestKeysTest {
    private final Handshake handshake = Handshakes.to("/rooms/7?user=a%20b&none=")
            .client("2001:db8::1")
            .header("X-User", "ann")
            .header("X-Empty", "")
            .header("Cookie", "sid=42; other=1")
            .build();

    @ParameterizedTest
    @CsvSource({
        "client-address, 2001:db8:0:0:0:0:0:1",
        "header:x-user, ann",
        "header:X-Empty,",
        "header:X-Missing,",
        "cookie:sid, 42",
        "cookie:none,",
        "query:user, a b",
        "query:none,",
        "query:missing,",
        "segment:room, 7",
        "segment:none,"
    })
    void aKeyNamesOneValueOfTheRequestAndAnEmptyOneIsNone(String key, String value) {
        assertThat(RequestKeys.value(RequestKey.parse(key), handshake, Map.of("room", "7")))
                .isEqualTo(value);
    }

    @Test
    void aMissingValueFallsBackToTheClientsAddress() {
        assertThat(RequestKeys.valueOrClientAddress(RequestKey.parse("cookie:none"), handshake, Map.of()))
                .isEqualTo("2001:db8:0:0:0:0:0:1");
    }

    @Test
    void whoTheClientIsCountsAsSoonAsAFilterKnows() {
        RequestKey subject = RequestKey.parse("subject");
        RequestKey tenant = RequestKey.parse("claim:tenant");
        assertThat(RequestKeys.value(subject, handshake, Map.of())).isNull();

        handshake.identity().is(new Principal("ann", Set.of(), Map.of("tenant", "acme"), "jwt", null));

        assertThat(RequestKeys.value(subject, handshake, Map.of())).isEqualTo("ann");
        assertThat(RequestKeys.value(tenant, handshake, Map.of())).isEqualTo("acme");
        assertThat(RequestKeys.value(RequestKey.parse("claim:none"), handshake, Map.of()))
                .isNull();
    }

    @Test
    void anonymousClientsAreNotOneSubject() {
        Handshake handshake = Handshakes.to("/").client("192.0.2.9").build();
        handshake.identity().is(new Principal("anonymous", Set.of(), Map.of(), Principal.ANONYMOUS, null));
        RequestKey subject = RequestKey.parse("subject");

        assertThat(RequestKeys.value(subject, handshake, Map.of())).isNull();
        assertThat(RequestKeys.valueOrClientAddress(subject, handshake, Map.of()))
                .isEqualTo("192.0.2.9");

        handshake.identity().is(new Principal("anonymous", Set.of(), Map.of(), "jwt", null));
        assertThat(RequestKeys.value(subject, handshake, Map.of())).isEqualTo("anonymous");
    }
}
