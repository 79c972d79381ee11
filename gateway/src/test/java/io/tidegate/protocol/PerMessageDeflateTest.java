package io.tidegate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is agreed on about compression where the gateway compresses itself (RFC 7692, 7.1). */
class PerMessageDeflateTest {
    private static final String NONE =
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    permessage-deflate | server_no_context_takeover, client_no_context_takeover |
                    permessage-deflate; client_max_window_bits | server_no_context_takeover, client_no_context_takeover |
                    permessage-deflate; server_max_window_bits=9 | server_max_window_bits=9, server_no_context_takeover, client_no_context_takeover | server_max_window_bits=9, server_no_context_takeover
                    permessage-deflate; server_max_window_bits=15 | server_max_window_bits=15, server_no_context_takeover, client_no_context_takeover | server_max_window_bits=15
                    permessage-deflate; server_no_context_takeover | server_no_context_takeover, client_no_context_takeover | server_no_context_takeover
                    permessage-deflate; client_no_context_takeover | server_no_context_takeover, client_no_context_takeover | client_no_context_takeover
                    """)
    void aClientsOfferIsAnsweredAsItMustBe(String offered, String without, String with) {
        PerMessageDeflate offer = offer(offered);

        PerMessageDeflate answerWithout = offer.accepted(false);
        PerMessageDeflate answerWith = offer.accepted(true);

        assertThat(answerWithout.toString()).isEqualTo(header(without));
        assertThat(answerWith.toString()).isEqualTo(header(with));
        assertThat(answerWithout.answers(offer)).isTrue();
        assertThat(answerWith.answers(offer)).isTrue();
    }

    @Test
    void whatIsOfferedToAnEndpointLetsItChooseTheWindow() {
        assertThat(PerMessageDeflate.ofOurs(true)).hasToString("permessage-deflate; client_max_window_bits");
        assertThat(PerMessageDeflate.ofOurs(false).parameters().keySet())
                .containsExactlyInAnyOrder(
                        "client_max_window_bits", "server_no_context_takeover", "client_no_context_takeover");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; server_no_context_takeover",
                "permessage-deflate; server_no_context_takeover; client_max_window_bits=8",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12"
            })
    void endpointsMayAnswerSo(String answer) {
        assertThat(acceptance(answer).answers(offer(NONE))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=08",
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; window=9",
                "x-webkit-deflate-frame"
            })
    void whatIsNoAnswerIsRefused(String answer) {
        assertThat(PerMessageDeflate.acceptance(answer)).isNull();
    }

    @Test
    void anAnswerSaysWhoMayReferToWhat() {
        PerMessageDeflate answer =
                acceptance("permessage-deflate; server_no_context_takeover; client_max_window_bits=9");

        assertThat(answer.takeover(Side.CLIENT)).isTrue();
        assertThat(answer.takeover(Side.UPSTREAM)).isFalse();
        assertThat(answer.windowBits(Side.CLIENT)).isEqualTo(9);
        assertThat(answer.windowBits(Side.UPSTREAM)).isEqualTo(15);
        assertThat(answer.answers(offer("permessage-deflate; client_max_window_bits")))
                .isTrue();
        assertThat(answer.answers(offer("permessage-deflate"))).isFalse();
    }

    private static String header(String parameters) {
        return parameters == null ? "permessage-deflate" : "permessage-deflate; " + parameters.replace(", ", "; ");
    }

    private static PerMessageDeflate acceptance(String element) {
        PerMessageDeflate known = PerMessageDeflate.acceptance(element);
        assertThat(known).isNotNull();
        return known;
    }

    private static PerMessageDeflate offer(String element) {
        HeaderList headers = new HeaderList();
        headers.add("Sec-WebSocket-Extensions", element);
        List<PerMessageDeflate> offers = PerMessageDeflate.offers(headers);
        assertThat(offers).hasSize(1);
        return offers.getFirst();
    }
}
