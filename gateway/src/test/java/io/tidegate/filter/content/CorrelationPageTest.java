package io.tidegate.filter.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import io.tidegate.testing.DocumentationPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/correlation.md is true: what it says of its examples comes of them. */
class CorrelationPageTest {
    @Test
    void theExamplesAreNamedAndChangedAsTheTableSays() throws IOException {
        DocumentationPage page = DocumentationPage.of("correlation.md");
        String generating =
                page.blocks("yaml filters").getFirst().lines().toList().get(1);
        MessageFilter filter = ContentFilters.ofBlock(generating, Path.of(""));
        List<List<String>> rows = page.table("message | what goes on | id");

        assertThat(rows).hasSize(9);
        for (List<String> row : rows) {
            Message message = Message.text(code(row.get(0)));
            String after = filter.onMessage(Side.CLIENT, message) instanceof MessageVerdict.Replace replaced
                    ? replaced.message().text()
                    : "";

            assertThat(asOnThePage(after)).as(row.get(0)).isEqualTo(code(row.get(1)));
            assertThat(asOnThePage(message.id() == null ? "" : message.id()))
                    .as(row.get(0))
                    .isEqualTo(code(row.get(2)));
        }
    }

    private static String asOnThePage(String text) {
        return text.replaceAll("[0-9a-f]{32}", "<new>");
    }

    private static String code(String cell) {
        return cell.replace("`", "");
    }
}
