package io.tidegate.filter.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ByteSize;
import io.tidegate.config.FilterConfig;
import io.tidegate.config.Percentage;
import io.tidegate.filter.From;
import io.tidegate.filter.content.Patterns.Redact;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscretionTest {
    private static final Discretion USUAL = Discretion.of(List.of(), List.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":\"text\"} | {\"a\":1,\"b\":\"text\"}",
                "{\"password\":\"x\"} | {\"password\":\"***\"}",
                "{\"Password\" : \"x\\\"y\",\"b\":1} | {\"Password\" : \"***\",\"b\":1}",
                "{\"access_token\":123} | {\"access_token\":\"***\"}",
                "{\"tokens\":[\"a\",\"b\"],\"c\":2} | {\"tokens\":\"***\",\"c\":2}",
                "{\"credentials\":{\"user\":\"ann\",\"pwd\":\"x\"}} | {\"credentials\":{\"user\":\"ann\",\"pwd\":\"***\"}}",
                "{\"body\":\"{\\\"secret\\\":\\\"x\\\",\\\"a\\\":1}\"} | {\"body\":\"{\\\"secret\\\":\"***\",\\\"a\\\":1}\"}",
                "{\"token\":\"cut in the mid | {\"token\":\"***\"",
                "{\"token\":\"cut behind\\ | {\"token\":\"***\"",
                "end of one\",\"api-key\":\"x\"} | end of one\",\"api-key\":\"***\"}",
                "Authorization: Bearer a b | Authorization: ***",
                "user=ann&passcode=x y&z=1 | user=ann&passcode=*** y&z=1",
                "see eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.abc-_1 there | see *** there",
                "{\"type\":\"token\",\"n\":1} | {\"type\":\"token\",\"n\":1}"
            })
    void whatIsASecretByItsNameOrFormIsBlottedOut(String text, String seen) {
        assertThat(USUAL.of(text, false)).isEqualTo(new Discretion.Seen(seen, null));
    }

    @Test
    void whatTheRoutesFiltersBlotOutIsNotSeen() {
        var patterns = new FilterConfig(
                "patterns",
                new Patterns.Config(
                        From.CLIENT,
                        ByteSize.ofKiB(64),
                        List.of(),
                        List.of(new Redact("[0-9]{4}", null, "####")),
                        List.of(),
                        Allowance.ALLOW,
                        Reaction.DROP,
                        null));
        var audit = new FilterConfig(
                "audit",
                new Audit.Config(
                        From.BOTH,
                        Percentage.parse("100%"),
                        ByteSize.ofKiB(1),
                        List.of(new Redact(null, "/name", "someone")),
                        Audit.Binary.OMIT));
        Discretion discretion = Discretion.of(List.of(patterns, audit), List.of(new Redact(null, "/b", "***")));

        assertThat(discretion
                        .of("{\"name\":\"Ann\",\"pin\":\"12345\",\"b\":[1]}", true)
                        .text())
                .isEqualTo("{\"name\":\"someone\",\"pin\":\"####5\",\"b\":\"***\"}");
    }

    @Test
    void whatMayHideInAPartOfAMessageIsNotSeenAtAll() {
        Discretion discretion = Discretion.of(List.of(), List.of(new Redact("[0-9]{4}", null, "***")));

        assertThat(discretion.of("card 12", false)).isEqualTo(new Discretion.Seen("", "not-whole"));
        assertThat(discretion.of("card 1234", true)).isEqualTo(new Discretion.Seen("card ***", null));
    }
}
