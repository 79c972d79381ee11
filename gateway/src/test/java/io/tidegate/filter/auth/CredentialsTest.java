package io.tidegate.filter.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {
    private static final Credentials EVERYWHERE =
            credentials("authorization", "header:X-Token", "query:token", "cookie:sid", "subprotocol");

    @Test
    void aCredentialIsFoundWhereverItMayBe() {
        assertThat(found(Handshakes.to("/").header("Authorization", "bearer  abc ")))
                .isEqualTo("abc");
        assertThat(found(Handshakes.to("/").header("x-token", "abc"))).isEqualTo("abc");
        assertThat(found(Handshakes.to("/?x=1&token=a%62c"))).isEqualTo("abc");
        assertThat(found(Handshakes.to("/").header("Cookie", "a=1; sid=\"abc\"")))
                .isEqualTo("abc");
        assertThat(found(Handshakes.to("/").offering("chat", "bearer", "abc"))).isEqualTo("abc");
    }

    @Test
    void aRequestWithoutOneIsAbsent() {
        assertThat(found(Handshakes.to("/"))).isEqualTo("absent");
        assertThat(found(Handshakes.to("/").header("Authorization", "Basic YTpi")))
                .isEqualTo("absent");
        assertThat(found(Handshakes.to("/").offering("chat"))).isEqualTo("absent");
    }

    @Test
    void oneThatIsThereAndEmptyIsInvalidAndNotAbsent() {
        assertThat(found(Handshakes.to("/").header("Authorization", "Bearer"))).isEqualTo("invalid");
        assertThat(found(Handshakes.to("/?token="))).isEqualTo("invalid");
        assertThat(found(Handshakes.to("/?token"))).isEqualTo("invalid");
        assertThat(found(Handshakes.to("/?token=%zz"))).isEqualTo("invalid");
        assertThat(found(Handshakes.to("/").header("Cookie", "sid="))).isEqualTo("invalid");
        assertThat(found(Handshakes.to("/").offering("bearer"))).isEqualTo("invalid");
    }

    @Test
    void twoThatDifferAreAmbiguousWhereverTheyAre() {
        assertThat(found(Handshakes.to("/?token=a&token=b"))).isEqualTo("ambiguous");
        assertThat(found(Handshakes.to("/?token=a").header("Authorization", "Bearer b")))
                .isEqualTo("ambiguous");
        assertThat(found(Handshakes.to("/").header("Authorization", "Bearer a").header("Authorization", "Bearer b")))
                .isEqualTo("ambiguous");
        assertThat(found(Handshakes.to("/").header("Cookie", "sid=a").header("Cookie", "sid=b")))
                .isEqualTo("ambiguous");
        assertThat(found(Handshakes.to("/?token=a&token="))).isEqualTo("ambiguous");
    }

    @Test
    void theSameOneTwiceIsOne() {
        assertThat(found(Handshakes.to("/?token=a").header("Authorization", "Bearer a")))
                .isEqualTo("a");
    }

    @Test
    void whatIsWithheldDoesNotReachTheEndpoint() {
        Handshake handshake = Handshakes.to("/?token=a&b=1")
                .offering("bearer", "secret", "chat")
                .build();

        EVERYWHERE.sources().forEach(source -> source.withhold(handshake));

        assertThat(handshake.removedToEndpoint()).containsExactly("Authorization", "X-Token");
        assertThat(handshake.queryToEndpoint()).isEqualTo("b=1");
        assertThat(handshake.withheld().cookies()).containsExactly("sid");
        assertThat(handshake.subprotocolsToEndpoint()).containsExactly("chat");
    }

    @Test
    void aSourceIsWrittenAsItIsRead() {
        assertThat(EVERYWHERE.sources())
                .extracting(CredentialSource::toString)
                .containsExactly("authorization", "header:X-Token", "query:token", "cookie:sid", "subprotocol");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bearer               | must be authorization, header:NAME, query:NAME, cookie:NAME or subprotocol, got bearer
            query:               | must be authorization, header:NAME, query:NAME, cookie:NAME or subprotocol, got query:
            header:a b           | must name a header by a token, got header:a b
            header:authorization | must be authorization or cookie:NAME, which take these headers apart, got header:authorization
            header:Tidegate-X    | must not be a header that the gateway itself sets, got header:Tidegate-X
            """)
    void whatIsNoSourceIsRefused(String text, String message) {
        assertThatThrownBy(() -> CredentialSource.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    private static Credentials credentials(String... sources) {
        return new Credentials(Stream.of(sources).map(CredentialSource::parse).toList(), "Bearer");
    }

    /** The credential that was found, or the outcome in a word. */
    private static String found(Handshakes request) {
        List<String> seen = new ArrayList<>();
        Outcome outcome = EVERYWHERE
                .judge(request.build(), credential -> {
                    seen.add(credential);
                    return new Outcome.Absent().atOnce();
                })
                .toCompletableFuture()
                .join();
        return seen.isEmpty() ? outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT) : seen.getFirst();
    }
}
