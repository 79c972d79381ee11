package io.tidegate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WithheldTest {
    @Test
    void aQueryGoesOnAsItIsIfNothingIsWithheld() {
        assertThat(Handshakes.to("/?a=%2F&&b").build().queryToEndpoint()).isEqualTo("a=%2F&&b");
        assertThat(Handshakes.to("/").build().queryToEndpoint()).isNull();
    }

    @Test
    void aParameterIsWithheldHoweverOftenAndHoweverEscapedItIs() {
        Handshake handshake =
                Handshakes.to("/?a=1&token=x&tok%65n=y&token&b=%2F").build();

        handshake.withheld().queryParameter("token");

        assertThat(handshake.queryToEndpoint()).isEqualTo("a=1&b=%2F");
        assertThat(handshake.queryParameter("token")).isEqualTo("x");
    }

    @Test
    void nothingIsLeftOfAQueryThatIsWithheldWhole() {
        Handshake handshake = Handshakes.to("/?token=x").build();

        handshake.withheld().queryParameter("token");

        assertThat(handshake.queryToEndpoint()).isNull();
    }

    @Test
    void aTokenAmongTheSubprotocolsIsWithheldWithItsMarker() {
        Handshake handshake =
                Handshakes.to("/").offering("chat", "bearer", "secret", "stomp").build();

        handshake.withheld().subprotocolToken("bearer", "secret");

        assertThat(handshake.subprotocolsToEndpoint()).containsExactly("chat", "stomp");
        assertThat(handshake.withheld().marker()).isEqualTo("bearer");
    }
}
