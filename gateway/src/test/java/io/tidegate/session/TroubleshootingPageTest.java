package io.tidegate.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.testing.DocumentationPage;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/troubleshooting.md have what a client can be told, and nothing else. */
class TroubleshootingPageTest {
    private static final Pattern NUMBER = Pattern.compile("\\b[1-5]\\d{2,3}\\b");
    private static final Pattern WORD = Pattern.compile("`([a-z-]+)`");

    @Test
    void everyStatusOfARefusalIsExplained() throws IOException {
        assertThat(numbers("status")).isEqualTo(Refusal.PHRASES.keySet());
    }

    @Test
    void everyCloseCodeThatWeSendIsExplained() throws IOException {
        Set<Integer> neverOurs = Set.of(CloseCode.NORMAL, CloseCode.NO_STATUS); // a peer's only; stands for none
        Set<Integer> ours = Arrays.stream(CloseCode.class.getFields())
                .map(TroubleshootingPageTest::value)
                .filter(code -> !neverOurs.contains(code))
                .collect(Collectors.toSet());

        assertThat(numbers("code to the client").stream().filter(code -> code != 1006)) // what a client says itself
                .containsExactlyInAnyOrderElementsOf(ours);
    }

    @Test
    void everyCauseInTheTablesIsOne() throws IOException {
        Set<String> causes = Stream.of(Cause.values()).map(Cause::label).collect(Collectors.toSet());
        DocumentationPage page = page();

        Stream<String> words = Stream.concat(
                Stream.of("status", "code to the client")
                        .flatMap(table -> page.table(table).stream())
                        .map(row -> row.get(1)),
                page.table("cause in the log").stream().map(List::getFirst));

        assertThat(words.flatMap(cell -> WORD.matcher(cell).results()).map(word -> word.group(1)))
                .filteredOn(word -> !word.equals("reason")) // the field beside it
                .isNotEmpty()
                .isSubsetOf(causes);
    }

    private static Set<Integer> numbers(String table) throws IOException {
        return page().table(table).stream()
                .flatMap(row -> NUMBER.matcher(row.getFirst()).results())
                .map(MatchResult::group)
                .map(Integer::valueOf)
                .filter(number -> number != 300) // "other, from 300"
                .collect(Collectors.toSet());
    }

    private static DocumentationPage page() throws IOException {
        return DocumentationPage.of("troubleshooting.md");
    }

    private static int value(Field constant) {
        try {
            return constant.getInt(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
