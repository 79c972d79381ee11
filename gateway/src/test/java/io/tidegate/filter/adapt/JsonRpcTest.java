package io.tidegate.filter.adapt;

import static io.tidegate.protocol.Side.CLIENT;
import static io.tidegate.protocol.Side.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.FilterContexts;
import io.tidegate.time.BurstClocks;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRpcTest {
    @Test
    void anAnswerComesBackWithTheIdOfItsRequestAsItWasWritten() {
        AdaptFilters filter = AdaptFilters.of("json-rpc: {}");

        assertThat(filter.text(
                        CLIENT,
                        "{\"jsonrpc\":\"2.0\", \"id\" : 9007199254740993.10 , \"method\":\"add\",\"params\":[1]}"))
                .containsExactly("{\"jsonrpc\":\"2.0\", \"id\" : 1 , \"method\":\"add\",\"params\":[1]}");
        assertThat(filter.text(CLIENT, "{\"method\":\"add\",\"params\":{\"id\":7},\"id\":\"\\u00e4\\\"ü\"}"))
                .containsExactly("{\"method\":\"add\",\"params\":{\"id\":7},\"id\":2}");

        assertThat(filter.text(UPSTREAM, "{\"id\":2,\"result\":{\"id\":1}}"))
                .containsExactly("{\"id\":\"\\u00e4\\\"ü\",\"result\":{\"id\":1}}");
        assertThat(filter.text(UPSTREAM, "{\"error\":{\"code\":-1},\"id\":1}"))
                .containsExactly("{\"error\":{\"code\":-1},\"id\":9007199254740993.10}");
    }

    @Test
    void bothSidesMayAskAndTheirIdsDoNotMeet() {
        AdaptFilters filter = AdaptFilters.of("json-rpc: { ids: strings }");

        assertThat(filter.text(UPSTREAM, "{\"id\":1,\"method\":\"ask\"}"))
                .containsExactly("{\"id\":\"session-1-1\",\"method\":\"ask\"}");
        assertThat(filter.text(CLIENT, "{\"id\":1,\"method\":\"ask\"}"))
                .containsExactly("{\"id\":\"session-1-1\",\"method\":\"ask\"}");
        assertThat(filter.text(CLIENT, "{\"id\":\"session\\u002d1-1\",\"result\":0}"))
                .containsExactly("{\"id\":1,\"result\":0}");
        assertThat(filter.text(UPSTREAM, "{\"id\":\"session-1-1\",\"result\":0}"))
                .containsExactly("{\"id\":1,\"result\":0}");
    }

    @Test
    void aSideThatKeepsItsIdsIsAnsweredByThem() {
        AdaptFilters filter = AdaptFilters.of("json-rpc: { from: client }");

        assertThat(filter.text(UPSTREAM, "{\"id\":40,\"method\":\"ask\"}"))
                .containsExactly("{\"id\":40,\"method\":\"ask\"}");
        assertThat(filter.text(CLIENT, "{\"id\":40,\"result\":0}")).containsExactly("{\"id\":40,\"result\":0}");
    }

    @Test
    void ofABatchEachIdIsChangedAndAnswersToNothingAreLeftOut() {
        AdaptFilters filter = AdaptFilters.of("json-rpc: {}");

        assertThat(
                        filter.text(
                                CLIENT,
                                " [ {\"id\":10,\"method\":\"a\"}, {\"method\":\"note\"},{\"method\":\"b\",\"id\":\"x\"}, {\"id\":null,\"method\":\"c\"} ] "))
                .containsExactly(
                        " [ {\"id\":1,\"method\":\"a\"}, {\"method\":\"note\"},{\"method\":\"b\",\"id\":2}, {\"id\":null,\"method\":\"c\"} ] ");
        assertThat(
                        filter.text(
                                UPSTREAM,
                                "[ {\"result\":0,\"id\":2},{\"id\":77,\"result\":0} , {\"id\":null,\"error\":{}},{\"id\":1,\"result\":1} ]"))
                .containsExactly("[{\"result\":0,\"id\":\"x\"},{\"id\":null,\"error\":{}},{\"id\":10,\"result\":1}]");
        assertThat(filter.text(UPSTREAM, "[{\"id\":1,\"result\":1}]")).isEmpty();
        assertThat(filter.text(CLIENT, "[]")).containsExactly("[]");
    }

    @Test
    void anAnswerThatNobodyWaitsForIsDroppedOrPassesAsItIs() {
        assertThat(AdaptFilters.of("json-rpc: {}").text(UPSTREAM, "{\"id\":1,\"result\":0}"))
                .isEmpty();
        assertThat(AdaptFilters.of("json-rpc: { unknown: pass }").text(UPSTREAM, "{\"id\":1,\"result\":0}"))
                .containsExactly("{\"id\":1,\"result\":0}");
    }

    @Test
    void aRequestIsForgottenAfterItsTimeAndMakesRoom() {
        BurstClocks time = BurstClocks.startingAt(Long.MAX_VALUE - 5); // it may wrap
        AdaptFilters filter = AdaptFilters.of(
                "json-rpc: { timeout: 1s, max-pending: 2, on-fault: reply, reply: \"{rule}\" }",
                FilterContexts.on("chat", time.clock()));

        assertThat(filter.text(CLIENT, "{\"id\":1,\"method\":\"a\"}")).hasSize(1);
        assertThat(filter.text(CLIENT, "[{\"id\":1,\"method\":\"a\"},{\"id\":2,\"method\":\"a\"}]"))
                .containsExactly("<max-pending");
        assertThat(filter.text(CLIENT, "{\"id\":2,\"method\":\"a\"}")).hasSize(1);
        assertThat(filter.text(CLIENT, "{\"id\":3,\"method\":\"a\"}")).containsExactly("<max-pending");
        assertThat(filter.text(CLIENT, "{\"method\":\"a\"}")).hasSize(1);

        time.advance(1, TimeUnit.SECONDS);
        assertThat(filter.text(UPSTREAM, "{\"id\":1,\"result\":0}")).isEmpty();
        assertThat(filter.text(CLIENT, "{\"id\":3,\"method\":\"a\"}")).containsExactly("{\"id\":3,\"method\":\"a\"}");
    }

    @Test
    void anotherRequestThatIsReferredToIsCalledByItsNewId() {
        AdaptFilters filter = AdaptFilters.of(
                "json-rpc: { ids: strings, references: { $/cancelRequest: id, notifications/cancelled: requestId } }");
        filter.text(CLIENT, "{\"id\":5,\"method\":\"a\"}");
        filter.text(CLIENT, "{\"id\":\"5\",\"method\":\"a\"}");

        assertThat(filter.text(CLIENT, "{\"params\":{\"id\":5,\"requestId\":5},\"method\":\"$/cancelRequest\"}"))
                .containsExactly(
                        "{\"params\":{\"id\":\"session-1-1\",\"requestId\":5},\"method\":\"$/cancelRequest\"}");
        assertThat(filter.text(CLIENT, "{\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"5\"}}"))
                .containsExactly("{\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"session-1-2\"}}");
        assertThat(filter.text(CLIENT, "{\"method\":\"other\",\"params\":{\"id\":5}}"))
                .containsExactly("{\"method\":\"other\",\"params\":{\"id\":5}}");
        assertThat(filter.text(CLIENT, "{\"method\":\"$/cancelRequest\",\"params\":{\"id\":6}}"))
                .containsExactly("{\"method\":\"$/cancelRequest\",\"params\":{\"id\":6}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                hello | syntax
                {"id":1,"method":"a" | syntax
                {"id":1,"method":"a"} {} | syntax
                [1] | call
                [[]] | call
                {"jsonrpc":"2.0"} | call
                {"id":{},"method":"a"} | id
                {"id":true,"method":"a"} | id
                {"id":1,"method":"a","id":2} | id
                {"id":1,"method":2} | method
                {"id":1,"method":"a","method":"b"} | method
                [{"method":"a"},{"method":"a"},{"method":"a"}] | max-batch
                """)
    void whatIsNoJsonRpcIsAFault(String text, String rule) {
        AdaptFilters filter = AdaptFilters.of("json-rpc: { max-batch: 2, on-fault: reply, reply: \"{rule}\" }");

        assertThat(filter.text(CLIENT, text)).containsExactly("<" + rule);
    }

    @Test
    void faultsEndTheSessionUnlessTheFileSaysOtherwise() {
        assertThat(AdaptFilters.of("json-rpc: {}").binary(CLIENT, '{', '}'))
                .containsExactly("!1007 message is not valid");
        assertThat(AdaptFilters.of("json-rpc: { on-fault: drop }").text(CLIENT, "no"))
                .isEmpty();
        assertThat(AdaptFilters.of("json-rpc: {}")
                        .text(CLIENT, "{\"method\":\"a\",\"id\":\"" + "x".repeat(300) + "\"}"))
                .containsExactly("!1007 message is not valid");
        assertThat(AdaptFilters.of("json-rpc: {}").text(CLIENT, "\uFEFF{\"method\":\"a\"}"))
                .containsExactly("!1007 message is not valid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-pending: 0",
                "timeout: 1ms",
                "max-batch: 0",
                "references: { a: \"\" }",
                "on-fault: reply",
                "unknown: reply"
            })
    void whatMakesNoSenseIsRefused(String settings) {
        assertThatThrownBy(() -> AdaptFilters.of("json-rpc: { " + settings + " }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("filters[0].json-rpc." + settings.split(":", 2)[0].replace("on-fault", "reply"));
    }
}
