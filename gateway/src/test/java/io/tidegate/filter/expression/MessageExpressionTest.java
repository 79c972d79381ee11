package io.tidegate.filter.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.Message;
import io.tidegate.filter.SessionKeys;
import io.tidegate.protocol.Handshakes;
import io.tidegate.protocol.Identity;
import io.tidegate.protocol.Principal;
import io.tidegate.protocol.Side;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageExpressionTest {
    private static final String JSON = """
            {"type":"order","n":3,"big":9223372036854775807,"bigger":18446744073709551616,"price":1.50,
             "exact":0.10000000000000000001,"none":null,"ok":true,"a":{"b":{"c":"deep"},"x.y":1},"list":[1,"two",{"k":"v"}]}""";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message.type == 'order'",
                "message['type'].startsWith('or') && message.n == 3 && message.n < 3.5",
                "message.big == 9223372036854775807",
                "message.price == 1.5 && message.price < 2",
                "message.none == null && has(message.none) && message.ok",
                "!has(message.missing) && !has(message.a.missing) && has(message.a.b.c)",
                "message.a.b.c == 'deep' && message.a['x.y'] == 1",
                "message.list.size() == 3 && message.list[1] == 'two' && message.list[2].k == 'v'",
                "message.list.exists(i, i == 1) && 'type' in message && size(message.a) == 2",
                "has(message.bigger) && has(message.exact)",
                "text.contains('order') && size > 100 && !binary && from == 'client'",
                "session.id == 'session-1' && principal.subject == 'ann' && segments.room == '7'",
                "headers['x-tenant'] == 'acme' && path == '/rooms/7' && query.q == 'a' && client == '192.0.2.7'",
            })
    void anExpressionSeesTheMessageItsSessionAndTheRequest(String text) {
        Expression expression = Expression.condition("when", text, Vocabulary.MESSAGE);

        assertThat(expression.evaluate(facts(expression, JSON))).isEqualTo(new Outcome.Value(true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "message.missing == 1 | attribute not found",
                "message.exact > 0.1 | overload not found",
                "message.type > 3 | overload not found",
                "query.none == '' | attribute not found",
            })
    void whatIsMissingOrOfAnotherTypeFails(String text, String reason) {
        Expression expression = Expression.condition("when", text, Vocabulary.MESSAGE);

        assertThat(expression.evaluate(facts(expression, JSON))).isEqualTo(new Outcome.Failure(reason, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello | syntax",
                "{'type':1,'type':2} | duplicate-key",
                "{'type': | syntax",
                "[1] | attribute not found",
            })
    void aTextThatIsNotTheJsonThatIsAskedForFails(String text, String reason) {
        Expression expression = Expression.condition("when", "message.type == 1", Vocabulary.MESSAGE);

        assertThat(expression.evaluate(facts(expression, text.replace('\'', '"'))))
                .isInstanceOfSatisfying(
                        Outcome.Failure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(reason));
    }

    @Test
    void aMessageIsNotReadBeforeItIsAskedFor() {
        Expression expression =
                Expression.condition("when", "text.startsWith('{') && message.type == 1", Vocabulary.MESSAGE);

        assertThat(expression.evaluate(facts(expression, "hello"))).isEqualTo(new Outcome.Value(false));
    }

    @Test
    void numbersThatNoTypeOfCelHoldsAreHandedOnAsTheyAreWritten() {
        Expression expression =
                Expression.value("set", "[message.exact, message.ok ? message.bigger : 0]", Vocabulary.MESSAGE);

        assertThat(expression.evaluate(facts(expression, JSON)))
                .isEqualTo(new Outcome.Value(
                        List.of(new Digits("0.10000000000000000001"), new Digits("18446744073709551616"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "message.a.b | a b",
                "message['x.y'] | x.y",
                "message | ''",
                "has(message.a) | none",
                "message.a + message.b | none",
                "message.list[0] | none",
                "text | none",
                "[message.a] | none",
            })
    void aPlaceInTheMessageIsKnownAsSuch(String text, String path) {
        List<String> found = Expression.value("set", text, Vocabulary.MESSAGE).messagePath();

        assertThat(found == null ? "none" : String.join(" ", found)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mesage.a == 1 | undeclared reference to 'mesage'",
                "mesage.a == 1 | known are message, text, size, binary, from, session.id, principal.subject,",
                "text | expected type 'bool' but found 'string'",
                "size + 'a' == 'b' | found no matching overload",
            })
    void whatCannotBeIsRefused(String text, String fault) {
        assertThatThrownBy(() -> Expression.condition("when", text, Vocabulary.MESSAGE))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("when must be an expression of CEL that is true or false: ")
                .hasMessageContaining(fault);
    }

    @Test
    void whatItAsksOfThePrincipalAndTheMessageIsKnown() {
        Expression of = Expression.condition("when", "'chat' in principal.roles && path == '/'", Vocabulary.MESSAGE);

        assertThat(of.isAboutPrincipal()).isTrue();
        assertThat(of.readsJson()).isFalse();
        assertThat(Expression.value("set", "message", Vocabulary.MESSAGE).readsJson())
                .isTrue();
    }

    @Test
    void ofTheRequestNoMoreIsKeptThanIsAskedFor() {
        Expression expression = Expression.condition(
                "when", "headers['x-tenant'] == 'acme' && segments.room == '7'", Vocabulary.MESSAGE);
        SessionKeys keys = keys();

        SessionFacts.of("session-1", keys, List.of(expression));
        keys.forgetHandshake();
        SessionFacts later = SessionFacts.of("session-1", keys, List.of());

        assertThat(keys.remembered())
                .isEqualTo(Map.of("headers", Map.of("x-tenant", "acme"), "segments", Map.of("room", "7")));
        assertThat(expression.evaluate(later)).isEqualTo(new Outcome.Value(true));
    }

    private static Facts facts(Expression expression, String text) {
        SessionFacts session = SessionFacts.of("session-1", keys(), List.of(expression));
        return new MessageFacts(session, Side.CLIENT, Message.text(text));
    }

    private static SessionKeys keys() {
        var handshake = Handshakes.to("/rooms/7?q=a")
                .header("X-Tenant", "acme")
                .header("Cookie", "secret")
                .build();
        Identity identity = handshake.identity();
        identity.is(new Principal("ann", Set.of(), Map.of(), "jwt", null));
        return SessionKeys.of(handshake, Map.of("room", "7", "other", "x"));
    }
}
