package io.tidegate.filter.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.expression.Vocabulary;
import io.tidegate.protocol.Side;
import io.tidegate.testing.DocumentationPage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/transform.md is true: what it says of its examples comes of them. */
class TransformPageTest {
    private final DocumentationPage page;

    TransformPageTest() throws IOException {
        page = DocumentationPage.of("transform.md");
    }

    @Test
    void theExampleOfAChatDoesWhatTheTablesSay() {
        TransformFilter filter = filter("chat");

        assertTable(filter, Side.CLIENT, page.table("from the client | what the endpoint gets"), 4);
        assertTable(filter, Side.UPSTREAM, page.table("from the endpoint | what the client gets"), 2);
    }

    @Test
    void theExampleOfTemplatesDoesWhatTheTableSays() {
        assertTable(filter("values"), Side.CLIENT, page.table("message | what goes on"), 2);
    }

    @Test
    void theExampleOfTextsTakesThemApartAndPutsThemTogether() {
        TransformFilter filter = filter("lines");

        assertThat(filter.text(Side.CLIENT, "{\"payload\":{\"a\":1}}")).isEqualTo("binary {\"a\":1}");
        assertThat(filter.text(Side.CLIENT, "hello")).isEqualTo("CMD hello\n");
        assertThat(filter.binary(Side.UPSTREAM, "ERR no room")).isEqualTo("{\"error\":\"no room\"}");
        assertThat(filter.binary(Side.UPSTREAM, "OK")).isEqualTo("OK");
    }

    @Test
    void itNamesAllThatAnExpressionMayAskForBesideWhatARuleMay() {
        List<String> names = page.table("name | type | is").stream()
                .map(row -> code(row.getFirst()))
                .toList();

        assertThat(Vocabulary.MESSAGE.names()).startsWith(names.toArray(String[]::new));
        assertThat(Vocabulary.MESSAGE.names())
                .hasSize(names.size() + Vocabulary.REQUEST.names().size());
    }

    private TransformFilter filter(String name) {
        return TransformFilter.of(page.blocks("yaml filters " + name).getFirst());
    }

    private static void assertTable(TransformFilter filter, Side from, List<List<String>> rows, int count) {
        assertThat(rows).hasSize(count);
        for (List<String> row : rows) {
            assertThat(filter.text(from, code(row.get(0)))).as(row.get(0)).isEqualTo(code(row.get(1)));
        }
    }

    private static String code(String cell) {
        return cell.replace("`", "");
    }
}
