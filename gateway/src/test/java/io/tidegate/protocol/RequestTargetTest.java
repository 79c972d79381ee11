package io.tidegate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.TargetResult.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/chat, /chat",
        "/chat/, /chat/",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/a/b/.., /a/",
        "/a/b/../, /a/",
        "/a/., /a/",
        "/., /",
        "/.., /",
        "/../../a, /a",
        "/a/.../b, /a/.../b",
        "/a/..b/.c, /a/..b/.c",
        "//a///b//, /a/b/",
        "//evil.example/a, /evil.example/a",
        "/a//../b, /b",
        "/%63hat, /chat",
        "/%43hat, /Chat",
        "/%7Euser, /~user",
        "/a/%2e%2e/b, /b",
        "/a/%2E/b, /a/b",
        "/a/.%2e/b, /b",
        "/caf%c3%a9, /caf%C3%A9",
        "/a%20b, /a%20b",
        "/a;v=1/b, /a;v=1/b",
        "/rooms/{x}, /rooms/{x}",
        "/a%0ab, /a%0Ab"
    })
    void aPathIsBroughtToItsOneForm(String target, String path) {
        assertThat(RequestTarget.parse(target, false)).isEqualTo(new RequestTarget(path, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "chat",
                "example.com:443",
                "ws://a/b",
                "ftp://a/b",
                "/a%2fb",
                "/a%2Fb",
                "/a%5cb",
                "/a%5Cb",
                "/a%00b",
                "/a%25b",
                "/a%252fb",
                "/a%3bb",
                "/a%3Bb",
                "/a%3fb",
                "/a%23b",
                "/a\\b",
                "/a/..;/b",
                "/a/%2e%2e;/b",
                "/a/..;x=y",
                "/a%",
                "/a%4",
                "/a%4?x=11",
                "/a%zz",
                "/a%u0041",
                "/a b",
                "/a\tb",
                "/a\u0000b",
                "/a\u007fb",
                "/caf\u00e9",
                "/a#b",
                "/a?b#c",
                "/a?b c",
                "/a?b\u00e9"
            })
    void whatIsReadInDifferentWaysIsRefused(String target) {
        assertThat(RequestTarget.parse(target, false)).isInstanceOf(Refused.class);
    }

    @Test
    void anEncodedSlashIsKeptWhereConfigured() {
        assertThat(RequestTarget.parse("/a%2fb/c", true)).isEqualTo(new RequestTarget("/a%2Fb/c", null, null));
        assertThat(RequestTarget.parse("/a%5cb", true)).isInstanceOf(Refused.class);
        assertThat(RequestTarget.parse("/a/..%2fb", true)).isInstanceOf(Refused.class);
        assertThat(RequestTarget.parse("/a%2f%2e./b", true)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @CsvSource({"/a?, ''", "/a?x=%2f%00/../b?;, x=%2f%00/../b?;", "/?x, x"})
    void theQueryIsUnchanged(String target, String query) {
        assertThat(RequestTarget.parse(target, false))
                .isInstanceOfSatisfying(
                        RequestTarget.class,
                        parsed -> assertThat(parsed.query()).isEqualTo(query));
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example:81/b/../c?d, /c, d, a.example:81",
        "HTTPS://a.example, /, , a.example",
        "http://a?b, /, b, a",
        "http:///b, /b, , ''"
    })
    void theAbsoluteFormHasAnAuthority(String target, String path, String query, String authority) {
        assertThat(RequestTarget.parse(target, false)).isEqualTo(new RequestTarget(path, query, authority));
    }
}
