package io.tidegate.filter.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ByteSize;
import io.tidegate.config.ConfigException;
import io.tidegate.config.RequestKey;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.content.Reaction;
import io.tidegate.protocol.Side;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformTest {
    private static final String REPLY = "on-fault: reply, reply: \"{rule} {pointer}\"";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                // what is not touched stays as it was
                "remove: [ /b ] | { 'a' : 1.0 , 'b':2, 'c':1e3 } | { 'a' : 1.0 , 'c':1e3 }",
                "remove: [ /b ] | {'b':2} | {}",
                "remove: [ /b ] | { 'a' : 1.0 } | { 'a' : 1.0 }",
                "remove: [ /b, /a/1 ] | {'a':[1, 2 ,3],'b':{}} | {'a':[1,3]}",
                "remove: [ /a~1b, /c~0d/x ] | {'a/b':1,'c~d':{'x':1,'y':2}} | {'c~d':{'y':2}}",
                "remove: [ /a/b ] | {'a':'b'} | {'a':'b'}",
                "remove: [ /x ] | #{'a':'\\u00fc\\ud800','n':123456789012345678901234567890}#"
                        + " | #{'a':'\\u00fc\\ud800','n':123456789012345678901234567890}#",
                "remove: [ /0/a ] | [ {'a':1 , 'b':2} , 3 ] | [ { 'b':2} , 3 ]",
                "rename: { /a: /b } | { 'a' : 1 , 'c':2} | { 'b' : 1 , 'c':2}",
                "rename: { /a: /b } | {'b':0,'a':1,'c':2} | {'b':1,'c':2}",
                "rename: { /a: /x/y } | {'a':{'k':1.10}} | {'x':{'y':{'k':1.10}}}",
                "rename: { /none: /b } | {'b':1} | {'b':1}",
                "rename: { /a: /a } | {'a':1} | {'a':1}",
                "rename: { /l/0: /first } | {'l':[7,8]} | {'l':[8],'first':7}",
                "set: { /n: 5, /s: '5', /t: true, /z: null } | {} | {'n':5,'s':'5','t':true,'z':null}",
                "set: { /n: -1.50e3, /o: { b: [ 1, { a: x } ], c: {}, d: [] } } | {}"
                        + " | {'n':-1.50e3,'o':{'b':[1,{'a':'x'}],'c':{},'d':[]}}",
                "set: { /a: 1 } | { 'a' : 'x' , 'b':2} | { 'a' : 1 , 'b':2}",
                "set: { /a/b/c: 1 } | {} | {'a':{'b':{'c':1}}}",
                "set: { /l/-: 3, /l/0: x } | {'l':[1, 2 ]} | {'l':['x', 2 ,3]}",
                "set: { '': [ '{{ message }}' ] } | {'a':1} | [{'a':1}]",
                "set: { /c: '{{ message.a }}', /c/x: 2 } | {'a':{'y':1}} | {'a':{'y':1},'c':{'y':1,'x':2}}",
                "set: { /u: '{{ principal.subject }}@{{ segments.room }}' } | {} | {'u':'ann@7'}",
                "set: { /u: '{{ principal.claims.plan }} {{ query.q }} {{ headers[\"x-tenant\"] }}' } | {}"
                        + " | {'u':'gold a acme'}",
                "set: { /m: '{{ {\"a\": {\"b\": \"}}\"}} }}' } | {} | {'m':{'a':{'b':'}}'}}}",
                "set: { /t: 'a{{ \"\\\"\" }}b' } | {} | #{'t':'a\\\"b'}#",
                "set: { /n: '{{ has(message.big) ? message.big : 0 }}' } | {'big':18446744073709551616}"
                        + " | {'big':18446744073709551616,'n':18446744073709551616}",
                "unwrap: /p | {'p': { 'a' : 1 } , 'q':2} | { 'a' : 1 }",
                "unwrap: /p | {'p':'text'} | 'text'",
                "set: { /p/id: '{{ message.id }}' }, unwrap: /p | {'id':9,'p':{}} | {'id':9}",
                "wrap: { data: '{{ message }}', n: 1 } | [1, 2] | {'data':[1, 2],'n':1}",
                "wrap: { data: '{{ text }}' } | hello | {'data':'hello'}",
                "rename: { /a: /b }, wrap: { d: '{{ message }}' } | {'a':1} | {'d':{'b':1}}",
                "text: 'X {{ text }}' | hello | X hello",
                "text: '{{ message.s }} {{ message.n }} {{ message.o }}' | {'s':'a b','n':1.0,'o':{ }} | a b 1.0 { }",
                "wrap: { a: 1 }, text: '{{ text }}!' | x | {'a':1}!",
                "as: binary | x | binary x",
                "when: 'false', as: binary | x | x",
                "when: 'size > 1', text: big | x | x",
            })
    void aStepChangesWhatItSaysAndNothingElse(String step, String message, String after) {
        var filter = TransformFilter.with("{ from-client: [ { " + step + " } ] }");

        assertThat(filter.text(json(message))).isEqualTo(json(after));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "remove: [ /a ] | hello | syntax",
                "remove: [ /a ] | {'a':1}{} | syntax",
                "remove: [ /a ] | # # | syntax",
                "remove: [ /a ] | {'b':1,'a':1,'b':2} | duplicate-key /b",
                "set: { /x/y: 1 } | {'x':{'a':1,'a':2}} | duplicate-key /a",
                "set: { /a/b: 1 } | {'a':'x'} | missing /a/b",
                "set: { /l/2: 1 } | {'l':[1]} | missing /l/2",
                "set: { /a: '{{ message.b.c }}' } | {'b':{}} | missing /b/c",
                "set: { /a: '{{ message.b + 1 }}' } | {'b':{}} | expression",
                "set: { /a: '{{ message.none + 1 }}' } | {} | expression",
                "set: { /a: '{{ 1.0 / 0.0 }}' } | {} | not-json",
                "set: { /a: '{{ b\"x\" }}' } | {} | not-json",
                "unwrap: /p | {} | missing /p",
                "when: message.a, as: binary | {'a':1} | expression",
                "when: message.a == 1, as: binary | {} | expression",
                "when: message.a == 1, as: binary | x | syntax",
                "text: '{{ text }}{{ text }}' | 0123456789012345678901234567890123456789 | max-size",
                "wrap: [ '{{ text }}' ] | 012345678901234567890123456789012345678901234567890123456789012 | max-size",
                "as: binary | 01234567890123456789012345678901234567890123456789012345678901234 | max-size",
                "set: { /a: '{{ message }}', /b: '{{ message }}', /c: '{{ message }}' } | {'x':'01234567890'} | max-size",
            })
    void whatCannotBeDoneIsAFault(String step, String message, String fault) {
        var filter = TransformFilter.with("{ from-client: [ { " + step + " } ], max-size: 64B, " + REPLY + " }");

        assertThat(filter.text(json(message)).strip()).isEqualTo("reply " + fault);
    }

    @Test
    void whatIsTooDeepIsAFault() {
        var filter = TransformFilter.with("{ from-client: [ { remove: [ /a ] } ], " + REPLY + " }");

        assertThat(filter.text("[".repeat(100_000))).isEqualTo("reply max-depth ");
        assertThat(filter.text("[".repeat(100) + "]".repeat(100))).startsWith("[[");
    }

    @Test
    void stepsFollowEachOtherAndThoseOfOneSideDoNotConcernTheOther() {
        var filter = TransformFilter.with("{ from-client: [ { when: message.a == 1, set: { /a: 2 } },"
                + " { when: message.a == 2, set: { /a: 3 } }, { when: message.a == 2, set: { /a: 4 } } ] }");

        assertThat(filter.text("{\"a\":1}")).isEqualTo("{\"a\":3}");
        assertThat(filter.text(Side.UPSTREAM, "{\"a\":1}")).isEqualTo("{\"a\":1}");
        assertThat(filter.verdict(Message.text("{\"a\":7}"))).isEqualTo(MessageVerdict.Pass.FORWARD);
    }

    @Test
    void binaryIsReadAsJsonAndBecomesTextIfItIsUtf8() {
        var filter = TransformFilter.with("{ from-endpoint: [ { when: binary, as: text },"
                + " { when: \"text.startsWith('{')\", set: { /from: '{{ from }}' } } ], " + REPLY + " }");

        assertThat(filter.binary(Side.UPSTREAM, "{\"a\":\"ü\"}")).isEqualTo("{\"a\":\"ü\",\"from\":\"endpoint\"}");
        assertThat(filter.text(Side.UPSTREAM, "{}")).isEqualTo("{\"from\":\"endpoint\"}");

        var back = TransformFilter.with("{ from-client: [ { as: text } ], " + REPLY + " }");
        assertThat(back.verdict(Message.binary(new byte[] {(byte) 0xC3, 0x28})))
                .isInstanceOfSatisfying(
                        MessageVerdict.Reply.class,
                        reply -> assertThat(reply.message().text()).isEqualTo("utf-8 "));
    }

    @Test
    void whatIsSecretStaysSecret() {
        var filter = TransformFilter.with("{ from-client: [ { set: { /a: 1 } } ] }");
        Message secret = Message.text("{}");
        secret.keepSecret();

        assertThat(filter.verdict(secret))
                .isInstanceOfSatisfying(
                        MessageVerdict.Replace.class,
                        replaced -> assertThat(replaced.message().isSecret()).isTrue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{} | from-client or from-endpoint must list a step",
                "{ from-client: [ {} ] } | from-client[0].remove, rename, set, unwrap, wrap, text or as must be given",
                "{ from-client: [ { as: text, when: size } ] } | from-client[0].when must be an expression of CEL that is"
                        + " true or false: line 1, column 1: expected type 'bool' but found 'int'",
                "{ from-client: [ { as: text }, { set: { /a: '{{ mesage.a }}' } } ] } | from-client[1].set./a must be an"
                        + " expression of CEL: line 1, column 1: undeclared reference to 'mesage'",
                "{ from-client: [ { wrap: { a: { b: [ '{{ 1 + \"a\" }}' ] } } } ] } | from-client[0].wrap.a.b[0] must be"
                        + " an expression of CEL: line 1, column 3: found no matching overload",
                "{ from-client: [ { text: 'a {{ text' } ] } | from-client[0].text must close {{ with }}",
                "{ from-client: [ { text: 'a {{ }}' } ] } | from-client[0].text must have an expression between {{ and }}",
                "{ from-client: [ { wrap: { '{{ from }}': 1 } } ] } | from-client[0].wrap.{{ from }} must not have {{ in"
                        + " its name",
                "{ from-endpoint: [ { set: { a: 1 } } ] } | from-endpoint[0].set.a must be empty or start with /",
                "{ from-endpoint: [ { remove: [ /a, /~ ] } ] } | from-endpoint[0].remove[1] must have ~ only in ~0",
                "{ from-endpoint: [ { remove: [ '' ] } ] } | from-endpoint[0].remove[0] must be a JSON pointer to a value"
                        + " within the message",
                "{ from-endpoint: [ { rename: { /a: b } } ] } | from-endpoint[0].rename./a must be empty or start with /",
                "{ from-endpoint: [ { unwrap: '' } ] } | from-endpoint[0].unwrap must be a JSON pointer to a value",
                "{ from-endpoint: [ { set: { /n: 0x1F } } ] } | from-endpoint[0].set./n must be a number as in JSON",
                "{ from-endpoint: [ { as: json } ] } | from-endpoint[0].as must be text or binary, got json",
                "{ from-endpoint: [ { as: text } ], max-size: 17MiB } | max-size must be between 1B and 16MiB, got 17MiB",
                "{ from-endpoint: [ { as: text } ], on-fault: reply } | reply must be given if on-fault is reply",
            })
    void whatCannotBeIsRefusedWithItsPlace(String settings, String fault) {
        assertThatThrownBy(() -> TransformFilter.with(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("test.yaml:8:")
                .hasMessageContaining("routes.chat.filters[0].transform")
                .hasMessageContaining(fault);
    }

    @Test
    void allThatIsWrongIsToldAtOnceEachInItsPlace() {
        assertThatThrownBy(() -> TransformFilter.of("""
                        - transform:
                            from-client:
                              - when: nobody
                                set:
                                  /a: { b: "{{ none }}" }
                                  b: 1
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("test.yaml:10:21 routes.chat.filters[0].transform.from-client[0].when must be")
                .hasMessageContaining(
                        "test.yaml:12:26 routes.chat.filters[0].transform.from-client[0].set./a.b must be")
                .hasMessageContaining("test.yaml:13:20 routes.chat.filters[0].transform.from-client[0].set.b must be");
    }

    @Test
    void theRouteMustHaveTheSegmentsThatExpressionsAskFor() {
        var config = new Transform.Config(
                List.of(new Transform.Step(
                        "segments.room == '7'", List.of(), Map.of(), Map.of(), null, null, "x", null)),
                List.of(),
                ByteSize.ofMiB(1),
                Reaction.CLOSE,
                null);

        assertThat(new Transform().configure(config).requestKeys()).containsExactly(RequestKey.parse("segment:room"));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
