package io.tidegate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketKeyTest {
    @Test
    void aKeyIsAcceptedAsInTheExampleOfTheRfc() {
        assertThat(WebSocketKey.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void aFreshKeyIsValidAndNotTheLastOne() {
        String key = WebSocketKey.random();

        assertThat(WebSocketKey.isValid(key)).isTrue();
        assertThat(WebSocketKey.random()).isNotEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25jZQ=",
                "dGhlIHNhbXBsZSBub25jZQ===",
                "dGhlIHNhbXBsZSBub25jZXM=",
                "dGhlIHNhbXBsZSBub25jZ===",
                "dGhl-HNhbXBsZSBub25jZQ==",
                "dGhl HNhbXBsZSBub25jZQ=="
            })
    void whatIsNotSixteenBytesInBase64IsNoKey(String key) {
        assertThat(WebSocketKey.isValid(key)).isFalse();
    }
}
