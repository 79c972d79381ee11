package io.tidegate.session.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationKindTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {a}                                                        |   | QUERY
            query{a}                                                   |   | QUERY
            mutation { pay(amount: 7) }                                |   | MUTATION
            subscription { ticks }                                     |   | SUBSCRIPTION
            subscription S($a: In = {x: [1], y: "}"}) @live(b: {c: 1}) { ticks(a: $a) { b } } | | SUBSCRIPTION
            # mutation {a}\\nsubscription { ticks }                    |   | SUBSCRIPTION
            ,,\ufeff subscription{a},                                 |   | SUBSCRIPTION
            fragment subscription on T { a } mutation { ...subscription } | | MUTATION
            subscription { ...f } fragment f on T { a(b: "{") }        |   | SUBSCRIPTION
            query subscription { a }                                   |   | QUERY
            query @subscription { a }                                  |   | QUERY
            mutation M { a } subscription S { b }                      | S | SUBSCRIPTION
            mutation M { a } subscription S { b }                      | M | MUTATION
            mutation M { a } subscription S { b }                      |   | ``
            mutation M { a } subscription S { b }                      | X | ``
            subscription S { a } mutation S { b }                      | S | ``
            subscription { a(b: "}\\\\\\" mutation {") }               |   | SUBSCRIPTION
            mutation { a(b: "} subscription {") }                      |   | MUTATION
            mutation { a(b: \\"\\"\\" } \\\\\\"\\"\\" subscription { \\"\\"\\") } | | MUTATION
            "what it is" subscription { a }                            |   | SUBSCRIPTION
            "subscription {" mutation { a }                            |   | MUTATION
            subscription { a                                           |   | ``
            subscription                                               |   | ``
            subscription { a } }                                       |   | ``
            subscription { a(b: "c                                     |   | ``
            mutation { a(b: \\"\\"\\"c                                 |   | ``
            subscription { a } type T { a: Int }                       |   | SUBSCRIPTION
            ``                                                         |   | ``
            """)
    void theOperationThatAServerWouldExecuteIsTold(String document, String name, String expected) {
        OperationKind kind = OperationKind.of(unescaped(document), name);

        assertThat(kind == null ? "" : kind.name()).isEqualTo(expected);
    }

    @Test
    void aBackslashAtTheEndOfADocumentEndsIt() {
        assertThat(OperationKind.of("subscription { a(b: \"\\", null)).isNull();
    }

    /** What a line of the table cannot hold. */
    private static String unescaped(String document) {
        return document.translateEscapes();
    }
}
