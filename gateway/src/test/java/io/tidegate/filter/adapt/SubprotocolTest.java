package io.tidegate.filter.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.Admission;
import io.tidegate.filter.FilterContexts;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.filter.adapt.Subprotocol.Others;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import io.tidegate.time.BurstClock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubprotocolTest {
    @Test
    void offersGoByTheEndpointsNamesAndItsChoiceComesBackByTheClients() {
        Handshake handshake = judged(
                Handshakes.to("/").offering("v2.chat", "stomp", "v1.chat").build(),
                Map.of("v1.chat", "chat-one", "v2.chat", "chat-two"),
                Others.PASS);

        assertThat(handshake.subprotocolsToEndpoint()).containsExactly("chat-two", "stomp", "chat-one");
        assertThat(handshake.clientsNameOf("chat-one")).isEqualTo("v1.chat");
        assertThat(handshake.clientsNameOf("stomp")).isEqualTo("stomp");
        assertThat(handshake.clientsNameOf(null)).isNull();
    }

    @Test
    void ofSeveralNamesForOneTheClientGetsTheOneItPrefers() {
        Handshake handshake = judged(
                Handshakes.to("/").offering("chat.2", "chat", "chat.1").build(),
                Map.of("chat.1", "chat", "chat.2", "chat"),
                Others.PASS);

        assertThat(handshake.subprotocolsToEndpoint()).containsExactly("chat");
        assertThat(handshake.clientsNameOf("chat")).isEqualTo("chat.2");
    }

    @Test
    void whatIsNotListedIsLeftOutWhereThatIsSaid() {
        Handshake handshake = judged(Handshakes.to("/").offering("a", "b").build(), Map.of("a", "x"), Others.REMOVE);

        assertThat(handshake.subprotocolsToEndpoint()).containsExactly("x");
    }

    @Test
    void twoFiltersRenameOneAfterTheOther() {
        Handshake handshake = judged(Handshakes.to("/").offering("a").build(), Map.of("a", "b"), Others.PASS);

        judged(handshake, Map.of("b", "c"), Others.REMOVE);

        assertThat(handshake.subprotocolsToEndpoint()).containsExactly("c");
        assertThat(handshake.clientsNameOf("c")).isEqualTo("a");
    }

    @Test
    void aTokenAmongTheOffersIsWithheldWhicheverFilterIsFirst() {
        Handshake handshake = judged(
                Handshakes.to("/").offering("bearer", "secret", "a").build(),
                Map.of("a", "x", "bearer", "y", "secret", "z"),
                Others.PASS);

        handshake.withheld().subprotocolToken("bearer", "secret");

        assertThat(handshake.subprotocolsToEndpoint()).containsExactly("x");
        assertThat(handshake.clientsNameOf("x")).isEqualTo("a");
    }

    @Test
    void namesMustBeTokens() {
        assertThatThrownBy(() -> new Subprotocol.Config(Map.of("a b", "x"), Others.PASS))
                .isInstanceOf(ConfigException.class)
                .hasMessage("map.a b must be named by a subprotocol of clients, a token like chat.v1");
        assertThatThrownBy(() -> new Subprotocol.Config(Map.of("a", "x,y"), Others.PASS))
                .isInstanceOf(ConfigException.class)
                .hasMessage("map.a must be a subprotocol of endpoints, a token like chat.v1, got x,y");
        assertThatThrownBy(() -> new Subprotocol.Config(Map.of(), Others.PASS))
                .isInstanceOf(ConfigException.class)
                .hasMessage("map must name at least one subprotocol where others pass");
    }

    private static Handshake judged(Handshake handshake, Map<String, String> map, Others others) {
        var filter = (HandshakeFilter) new Subprotocol()
                .configure(new Subprotocol.Config(map, others))
                .newFilter(FilterContexts.on("chat", new BurstClock()));
        assertThat(filter.onHandshake(handshake)).isEqualTo(Admission.Pass.ADMIT);
        return handshake;
    }
}
