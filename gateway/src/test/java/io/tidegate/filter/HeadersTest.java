package io.tidegate.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import io.tidegate.time.BurstClock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
    private static final Headers.ToEndpoint NOTHING = new Headers.ToEndpoint(Map.of(), List.of());

    private final Handshake handshake = Handshakes.to("/").build();

    @Test
    void fieldsAreSetAndRemovedTowardsTheEndpointAndSetTowardsTheClient() {
        apply(new Headers.Config(
                new Headers.ToEndpoint(Map.of("X-Tenant", "blue"), List.of("X-Debug")),
                new Headers.ToClient(Map.of("X-Served-By", "edge 1"))));

        assertThat(handshake.toEndpoint().get("X-Tenant")).isEqualTo("blue");
        assertThat(handshake.removedToEndpoint()).containsExactly("X-Debug");
        assertThat(handshake.toClient().get("X-Served-By")).isEqualTo("edge 1");
    }

    @Test
    void aLaterFilterHasTheLastWord() {
        apply(new Headers.Config(new Headers.ToEndpoint(Map.of("X-A", "1", "X-B", "1"), List.of()), toClient()));

        apply(new Headers.Config(new Headers.ToEndpoint(Map.of("x-a", "2"), List.of("x-b")), toClient()));

        assertThat(handshake.toEndpoint().all("X-A")).containsExactly("2");
        assertThat(handshake.toEndpoint().contains("X-B")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "connection",
                "UPGRADE",
                "Sec-WebSocket-Key",
                "sec_websocket_protocol",
                "Content-Length",
                "Transfer-Encoding",
                "Tidegate-Session",
                "X-Forwarded-For",
                "x_forwarded_proto",
                "Forwarded",
                "X-Request-Id",
                "TE"
            })
    void whatTheGatewayItselfSetsIsRefusedInTheConfiguration(String name) {
        assertThatThrownBy(() -> new Headers.ToEndpoint(Map.of(name, "x"), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("set must not have a field that the gateway itself sets, got " + name);
        assertThatThrownBy(() -> new Headers.ToEndpoint(Map.of(), List.of(name)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("remove must not have a field that the gateway itself sets, got " + name);
        assertThatThrownBy(() -> new Headers.ToClient(Map.of(name, "x")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("set must not have a field that the gateway itself sets, got " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-B: 1", "a\nb", "a\0b", "a\u007fb", "a\u0100b", "a\u0085b"})
    void aValueThatCouldEndTheFieldIsRefusedAndNotShown(String value) {
        assertThatThrownBy(() -> new Headers.ToEndpoint(Map.of("X-A", value), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("set.X-A must be Latin-1 without controls, at most 4096 characters, got " + value.length()
                        + " characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X A", "X:A", "X-Ä", "X\r\nA"})
    void aNameThatIsNoTokenIsRefused(String name) {
        assertThatThrownBy(() -> new Headers.ToClient(Map.of(name, "x")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("set must have tokens as names");
    }

    @Test
    void oneNameInTwoSpellingsIsRefused() {
        assertThatThrownBy(() -> new Headers.ToEndpoint(Map.of(), List.of("X-User", "x_user")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("remove must have each name once, got x_user again");
    }

    @Test
    void aFilterThatChangesNothingIsRefused() {
        assertThatThrownBy(() -> new Headers.Config(NOTHING, toClient()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("to-endpoint or to-client must have at least one field");
    }

    @Test
    void valuesForTheEndpointAreNotPrinted() {
        assertThat(new Headers.ToEndpoint(Map.of("Authorization", "Bearer secret"), List.of()))
                .hasToString("ToEndpoint[set=[Authorization], remove=[]]");
    }

    private void apply(Headers.Config config) {
        Filter filter = new Headers().configure(config).newFilter(FilterContexts.on("r", new BurstClock()));
        assertThat(((HandshakeFilter) filter).onHandshake(handshake)).isEqualTo(Admission.Pass.ADMIT);
    }

    private static Headers.ToClient toClient() {
        return new Headers.ToClient(Map.of());
    }
}
