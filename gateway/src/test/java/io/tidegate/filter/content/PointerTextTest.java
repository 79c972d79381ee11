package io.tidegate.filter.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.Message;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointerTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /id          | {"id":"a-1"}                                | a-1
            /id          | {"x":{"id":1},"y":["id"], "id" : "\\u00e4ö"} | äö
            /id          | {"id":17.50}                                | 17.50
            /id          | {"id":-1e400}                               | -1e400
            /id          | {"id":true}                                 | true
            /id          | {"id":"first","id":"second"}                | first
            /id          | {"id":{"a":1},"id":"second"}                | ``
            /id          | {"id":null}                                 | ``
            /id          | {"id":[1]}                                  | ``
            /id          | {"Id":1}                                    | ``
            /id          | ["id"]                                      | ``
            /id          | "id"                                        | ``
            /id          | {"id":"a"} and no JSON                      | a
            /id          | {"a":1,,"id":"a"}                           | ``
            /id          | {"a":[1,{"id":2}                            | ``
            /id          | {"id"                                       | ``
            /id          | {"id":                                      | ``
            /id          | no JSON                                     | ``
            /meta/id     | {"meta":{"x":{"id":0},"id":5}}              | 5
            /meta/id     | {"meta":7,"id":5}                           | ``
            /a/1/b       | {"a":[{"b":0},{"b":1},{"b":2}]}             | 1
            /a/3         | {"a":[[3],{"3":3},2,"x"]}                   | x
            /a/4         | {"a":[0,1,2,3]}                             | ``
            /a/01        | {"a":[0,1]}                                 | ``
            /a/-         | {"a":[0,1]}                                 | ``
            /a/99999999999 | {"a":[0,1]}                               | ``
            /a/01        | {"a":{"01":1}}                              | 1
            /a~1b/~0     | {"a/b":{"~":1}}                             | 1
            /            | {"":1}                                      | 1
            ``           | 42                                          | ``
            /id          | ` \t\n{"id":1}`                              | 1
            ``           | {"a":1}                                     | ``
            """)
    void theScalarAtThePointerIsFound(String pointer, String text, String expected) {
        String found = PointerText.of(pointer).in(Message.text(text));

        assertThat(found == null ? "" : found).isEqualTo(expected);
    }

    @Test
    void textsThatAreNoneForThisAreLeftAlone() {
        PointerText id = PointerText.of("/id");

        assertThat(id.in(Message.text(""))).isNull();
        assertThat(id.in(Message.text("  "))).isNull();
        assertThat(id.in(Message.binary("{\"id\":1}".getBytes(StandardCharsets.UTF_8))))
                .isNull();
        assertThat(id.in(Message.text("\0{\0\"\0i\0d\0\"\0:\0" + "1\0}")))
                .as("UTF-16")
                .isNull();
        assertThat(id.in(Message.text("{\"a\":" + "[".repeat(100_000)))).isNull();
    }

    @Test
    void aLargeTextIsReadAcrossAllItsParts() {
        String filler = "\"" + "ä".repeat(40_000) + "\"";

        assertThat(PointerText.of("/id").in(Message.text("{\"a\":" + filler + ",\"id\":" + filler + "}")))
                .isEqualTo("ä".repeat(40_000));
    }
}
