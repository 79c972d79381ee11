package io.tidegate.filter.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class PatternsTest {
    private static final String REPLY = ", on-match: reply, reply: \"{rule} {pointer}\"";

    @Test
    void aPatternIsFoundInTheTextAndBehindTheEscapesOfJson() {
        MessageFilter filter = with("deny: [ { name: secret, pattern: 'top.?secret' } ]");

        assertThat(ContentFilters.fault(filter, "this is top secret!")).isEqualTo("secret ");
        assertThat(ContentFilters.fault(filter, "{\"a\":[\"top\\u0053ecret\"]}"))
                .isEmpty();
        assertThat(ContentFilters.fault(filter, "{\"a\":[\"top\\u0073ecret\"]}"))
                .isEqualTo("secret /a/0");
        assertThat(ContentFilters.fault(filter, "{\"top\\tsecret\":1}")).startsWith("secret /top");
        assertThat(ContentFilters.fault(filter, "top\\u0073ecret, but no JSON")).isEmpty();
    }

    @Test
    void aPatternAtAPointerIsFoundThereAndBelowOnly() {
        MessageFilter filter = with("deny: [ { name: admin, pattern: '^admin$', at: /user/roles } ]");

        assertThat(ContentFilters.fault(filter, "{\"user\":{\"roles\":[\"guest\",\"admin\"]}}"))
                .isEqualTo("admin /user/roles/1");
        assertThat(ContentFilters.fault(filter, "{\"user\":{\"roles\":\"\\u0061dmin\"}}"))
                .isEqualTo("admin /user/roles");
        assertThat(ContentFilters.fault(filter, "{\"user\":{\"name\":\"admin\"},\"roles\":[\"admin\"]}"))
                .isEmpty();
        assertThat(ContentFilters.fault(filter, "{\"user\":{\"roles\":1},\"user\":{\"roles\":\"admin\"}}"))
                .as("a key that is there twice")
                .isEqualTo("admin /user/roles");
        assertThat(ContentFilters.fault(filter, "no JSON")).isEqualTo("syntax ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"card":"4111 1111 1111 1111", "n" : 1.00}  | {"card":"***", "n" : 1.00}
            {"card":"a 4111-1111-1111-1111 b\\u0034"}    | {"card":"a *** b4"}
            {"card":4111111111111111,"x":[true ,null]}  | {"card":"***","x":[true ,null]}
            [ 4111111111111111 ]                        | [ "***" ]
            4111111111111111                            | "***"
            {"a":"\\u0034111111111111111" }              | {"a":"***" }
            card 4111111111111111 and "4111111111111111" | card *** and "***"
            {"4111111111111111":1}                      | ``
            nothing                                     | ``
            {"price" : 1.0e1}                           | ``
            """)
    void whatAPatternFindsIsBlottedOutAndAllElseStaysAsItWas(String text, String expected) {
        MessageFilter filter = with("redact: [ { pattern: '\\b(?:\\d[ -]?){15}\\d\\b' } ]");

        assertThat(ContentFilters.fault(filter, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"user":{"password":"geheim" ,"a":1}}      | {"user":{"password":"[\\"gone\\"]" ,"a":1}}
            {"user": {"password": {"a":[1,{}]} } }     | {"user": {"password": "[\\"gone\\"]" } }
            {"user":{"password":[ ]}}                  | {"user":{"password":"[\\"gone\\"]"}}
            {"user":{"password":null}}                 | {"user":{"password":"[\\"gone\\"]"}}
            {"user":{"password":1,"password":2}}       | {"user":{"password":"[\\"gone\\"]","password":"[\\"gone\\"]"}}
            {"list":["x@y.z","x",{"m":"ü: x@y.z ü"}]}  | {"list":["(mail)","x",{"m":"ü: (mail) ü"}]}
            {"other":"x@y.z","password":1}             | ``
            not JSON                                   | syntax
            """)
    void aValueAtAPointerIsBlottedOutAsAWholeOrByAPattern(String text, String expected) {
        MessageFilter filter = with(
                "redact: [ { at: /user/password, with: '[\"gone\"]' }, { at: /list, pattern: '\\S+@\\S+', with: (mail) } ]");

        assertThat(ContentFilters.fault(filter, text).strip()).isEqualTo(expected);
    }

    @Test
    void aDenialIsAskedBeforeAnythingIsBlottedOut() {
        MessageFilter filter = with("deny: [ { name: bad, pattern: bad } ], redact: [ { at: /a } ]");

        assertThat(ContentFilters.fault(filter, "{\"a\":\"bad\"}")).isEqualTo("bad ");
        assertThat(ContentFilters.fault(filter, "{\"a\":\"good\"}")).isEqualTo("{\"a\":\"***\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sql      | ' OR '1'='1
            sql      | x' or 1=1 --
            sql      | 1 UNION ALL SELECT name FROM users
            sql      | 1; DROP TABLE users
            sql      | pg_sleep(10)
            sql      | admin'--
            script   | <script>alert(1)</script>
            script   | <img src=x onerror=alert(1)>
            script   | <svg/onload=alert(1)>
            script   | javascript:alert(1)
            template | {{7*7}}
            template | ${jndi:ldap://example.com/a}
            template | <%= 7*7 %>
            template | {% import os %}
            """)
    void aStarterSetKnowsTheUsualPayloads(String set, String payload) {
        MessageFilter filter = with("starter: [ " + set + " ]");
        String escaped = payload.replace("<", "\\u003c").replace("'", "\\u0027");

        assertThat(ContentFilters.fault(filter, payload)).isEqualTo("starter-" + set + " ");
        assertThat(ContentFilters.fault(filter, "{\"a\":[\"" + escaped + "\"]}"))
                .isEqualTo("starter-" + set + " /a/0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"say","text":"Select a seat or drop me a line; I'll update you."}
            {"or":1,"and":{"select":"all","from":"a","script":true},"sum":{"a":{"b":{}}}}
            it's 5 < 6 and 7 > 3, on = off
            """)
    void aStarterSetLeavesOrdinaryTextAlone(String text) {
        assertThat(ContentFilters.fault(with("starter: [ sql, script, template ]"), text))
                .isEmpty();
    }

    @Test
    void hostileTextsAreJudgedInLinearTime() {
        MessageFilter filter = with(
                "max-size: 2MiB, deny: [ { name: slow, pattern: '^(a+)+$' }, { name: at, pattern: 'x', at: /b } ]");

        assertThat(ContentFilters.fault(filter, "\"" + "a".repeat(1 << 20) + "!\""))
                .isEmpty();
        assertThat(ContentFilters.fault(filter, "[".repeat(100_000))).isEqualTo("max-depth ");
        assertThat(ContentFilters.fault(filter, "9".repeat(1 << 20))).isEmpty();
        assertThat(ContentFilters.fault(filter, "{\"b\":\"\\ud800x\"}")).isEqualTo("at /b");
        assertThat(ContentFilters.fault(filter, "x".repeat((2 << 20) + 1))).isEqualTo("max-size ");
        assertThat(ContentFilters.fault(with("starter: [ sql, script, template ]"), "<a {{".repeat(13_000)))
                .isEmpty();
    }

    @Test
    void aRefusedMessageIsAnsweredAsConfigured() {
        String deny = "patterns: { deny: [ { name: x, pattern: x } ]";

        assertThat(ContentFilters.of(deny + " }").onMessage(Side.CLIENT, Message.text("x")))
                .isEqualTo(new MessageVerdict.Close(Cause.INVALID, 1008, "message is refused"));
        assertThat(ContentFilters.of(deny + ", on-match: drop }").onMessage(Side.CLIENT, Message.text("x")))
                .isEqualTo(MessageVerdict.Pass.DROP);
        assertThat(ContentFilters.of(deny + ", from: upstream }").onMessage(Side.CLIENT, Message.text("x")))
                .isEqualTo(ContentFilters.FORWARD);
        assertThat(ContentFilters.of(deny + ", on-match: drop }").onMessage(Side.CLIENT, Message.binary(new byte[1])))
                .isEqualTo(MessageVerdict.Pass.DROP);
        assertThat(ContentFilters.of(deny + ", binary: allow }").onMessage(Side.CLIENT, Message.binary(new byte[1])))
                .isEqualTo(ContentFilters.FORWARD);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            max-size: 1KiB                            | patterns.deny, redact or starter must list at least one entry
            deny: [ { name: A, pattern: x } ]         | patterns.deny[0].name must have a-z, 0-9 and inner -
            deny: [ { name: a, pattern: '(' } ]       | patterns.deny[0].pattern must be a regular expression of RE2, got (: missing closing )
            deny: [ { name: a, pattern: '(?=x)' } ]   | patterns.deny[0].pattern must be a regular expression of RE2, got (?=x)
            deny: [ { name: a, pattern: 'x*' } ]      | patterns.deny[0].pattern must not match an empty text, got x*
            deny: [ { name: a, pattern: x, at: a } ]  | patterns.deny[0].at must be empty or start with /, got a
            redact: [ {} ]                            | patterns.redact[0].pattern or at must be given
            starter: [ sql, sql ]                     | patterns.starter must name each set once, got [SQL, SQL]
            starter: [ ldap ]                         | patterns.starter[0] must be sql, script or template, got ldap
            starter: [ sql ], on-match: reply         | patterns.reply must be given if on-match is reply, and only then
            """)
    void settingsThatMakeNoSenseAreRefused(String settings, String fault) {
        assertThatThrownBy(() -> ContentFilters.of("patterns: { " + settings + " }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(" routes.chat.filters[0]." + fault);
    }

    private static MessageFilter with(String settings) {
        return ContentFilters.of("patterns: { " + settings + REPLY + " }");
    }
}
