package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of recordings that are not right. */
class ReplayFaultsTest {
    private static final String RULE = "{ record: { at: /op, is: [ login ] } }";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            level: replay                                       | .replay must be given with level: replay
            replay: { preset: json-subscribe }                  | .replay must not be set without level: replay
            level: resend-unacked                               | .resend must be given with level: resend-unacked, and only there
            resend: {}                                          | .resend must be given with level: resend-unacked, and only there
            level: replay, replay: { preset: json-subscribe }, resend: {} | .resend must be given with level: resend-unacked, and only there
            level: resend-unacked, resend: {}, replay: { preset: graphql-transport-ws } | .resend must not be set with preset: graphql-transport-ws, which runs no operation twice
            level: replay, replay: {}                           | .replay.preset or rules must be given
            level: replay, replay: { preset: stomp }            | .replay.preset must be graphql-transport-ws or json-subscribe, got stomp
            level: replay, replay: { preset: graphql-transport-ws, subscriptions: {} } | .replay.subscriptions must not be set without preset: json-subscribe
            level: replay, replay: { preset: graphql-transport-ws, rules: [ RULE ] } | .replay.rules must not be set with preset: graphql-transport-ws
            level: replay, replay: { rules: [ RULE ], messages: 0 } | .replay.messages must be between 1 and 100000, got 0
            level: replay, replay: { rules: [ RULE ], bytes: 1B } | .replay.bytes must be between 1KiB and 64MiB, got 1B
            level: replay, replay: { preset: json-subscribe, subscriptions: { type: op } } | .replay.subscriptions.type must be empty or start with /, got op
            level: replay, replay: { preset: json-subscribe, subscriptions: { key: ~ } } | .replay.subscriptions.key must not be null
            level: replay, replay: { preset: json-subscribe, subscriptions: { subscribe: [] } } | .replay.subscriptions.subscribe must list at least one value
            level: replay, replay: { preset: json-subscribe, subscriptions: { unsubscribe: [] } } | .replay.subscriptions.unsubscribe must list at least one value
            level: resend-unacked, resend: { request-id: id }   | .resend.request-id must be empty or start with /, got id
            level: resend-unacked, resend: { messages: 100001 } | .resend.messages must be between 1 and 100000, got 100001
            """)
    void eachFaultIsToldWithItsKey(String settings, String fault) {
        assertThat(faults(settings.replace("RULE", RULE)))
                .singleElement()
                .asString()
                .contains("routes.app.resume" + fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            record: {}                                          | .record.at or prefix must be given, and not both
            record: { at: /a, prefix: b }                       | .record.at or prefix must be given, and not both
            record: { prefix: a, is: [ b ] }                    | .record.is must not be set without at
            record: { at: a }                                   | .record.at must be empty or start with /, got a
            record: { prefix: "" }                              | .record.prefix must be between 1 and 256, got 0
            record: { at: /a }, key: b                          | .key must be empty or start with /, got b
            record: { at: /a }, await: true                     | .await must not be set without swallow
            forget: { at: /a }                                  | .record must be given
            """)
    void eachFaultOfARuleIsToldWithItsKey(String rule, String fault) {
        assertThat(faults("level: replay, replay: { rules: [ { " + rule + " } ] }"))
                .singleElement()
                .asString()
                .contains("routes.app.resume.replay.rules[0]" + fault);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "level: replay, replay: { preset: json-subscribe, rules: [ RULE ] }",
                "level: resend-unacked, resend: {}",
                "level: resend-unacked, resend: {}, replay: { rules: [ RULE ] }"
            })
    void levelsAndWhatTheyNeed(String settings) {
        assertThat(faults(settings.replace("RULE", RULE))).isEmpty();
    }

    @Test
    void whatIsRecordedMustNotWaitForTheEndpoint() {
        String resume = Reading.GOOD + "    resume: { level: resend-unacked, resend: {} }\n";

        assertThat(Reading.faults(resume + "    slow-consumer: { policy: drop-oldest }\n"))
                .isEmpty();
        assertThat(Reading.faults(resume + "    slow-consumer: { policy: drop-oldest, to: both }\n"))
                .containsExactly("t.yaml:10:47 routes.app.slow-consumer.to must be client with resume.level: replay or "
                        + "resend-unacked, since what waits for an endpoint was not sent to it");
    }

    private static List<String> faults(String settings) {
        return Reading.faults(Reading.GOOD + "    resume: { " + settings + " }\n");
    }
}
