package io.tidegate.filter.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.MessageFilter;
import io.tidegate.testing.DocumentationPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/validation.md is true: what it says of its examples comes of them. */
class ValidationPageTest {
    @TempDir
    private Path folder;

    private final DocumentationPage page;

    ValidationPageTest() throws IOException {
        page = DocumentationPage.of("validation.md");
    }

    @Test
    void theExamplesOfMessagesAreAnsweredAsTheTablesSay() throws IOException {
        Files.createDirectory(folder.resolve("schemas"));
        for (String name : List.of("schemas/say.json", "schemas/user.json", "schemas/rest.json")) {
            Files.writeString(folder.resolve(name), page.blocks("json " + name).getFirst());
        }
        List<MessageFilter> filters = page.blocks("yaml filters").stream()
                .map(block -> ContentFilters.ofBlock(block, folder))
                .toList();

        assertThat(filters).hasSize(2);
        assertTable(filters.getFirst(), page.table("message | answer"), 8);
        assertTable(filters.getLast(), page.table("message | result"), 6);
    }

    private static void assertTable(MessageFilter filter, List<List<String>> rows, int count) {
        assertThat(rows).hasSize(count);
        for (List<String> row : rows) {
            assertThat(ContentFilters.fault(filter, code(row.get(0))))
                    .as(row.get(0))
                    .isEqualTo(code(row.get(1)));
        }
    }

    private static String code(String cell) {
        return cell.replace("`", "");
    }
}
