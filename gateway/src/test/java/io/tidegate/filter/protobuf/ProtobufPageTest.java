package io.tidegate.filter.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.content.ContentFilters;
import io.tidegate.testing.DocumentationPage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/protobuf.md is true: its types are those of the tests, and what it says of its examples comes of them. */
class ProtobufPageTest {
    private final DocumentationPage page;
    private final List<String> filters;

    ProtobufPageTest() throws IOException {
        page = DocumentationPage.of("protobuf.md");
        filters = page.blocks("yaml filters");
    }

    @Test
    void itsTypesAreThoseThatAreTested() throws IOException {
        assertThat(page.blocks("proto chat.proto"))
                .containsExactly(Files.readString(Protos.FOLDER.resolve("chat.proto")));
    }

    @Test
    void theExamplesOfMessagesAreTranslatedAsTheTablesSay() {
        MessageFilter filter = ContentFilters.ofBlock(filters.getFirst(), Protos.FOLDER);
        List<List<String>> rows = page.table("the client's text");

        assertThat(rows).hasSize(4);
        for (List<String> row : rows) {
            assertThat(Protos.hex(filter, code(row.get(0))))
                    .isEqualTo(code(row.get(1)).replace(" ", ""));
            assertThat(Protos.json(filter, code(row.get(1)))).isEqualTo(code(row.get(0)));
        }
        assertThat(Protos.hex(filter, "{\"say\":{\"id\":\"a lot\"}}"))
                .isEqualTo("{\"error\":\"type\",\"at\":\"/say/id\"}");
    }

    @Test
    void theOtherWaysToNameATypeDoWhatTheTablesSay() {
        MessageFilter filter = ContentFilters.ofBlock(filters.get(1), Protos.FOLDER);
        List<String> up = page.table("from the client").getFirst();
        List<String> down = page.table("from the endpoint").getFirst();

        assertThat(Protos.hex(filter, code(up.get(0))))
                .isEqualTo(code(up.get(1)).replace(" ", ""));
        assertThat(Protos.json(filter, code(down.get(0)))).isEqualTo(code(down.get(1)));
    }

    @Test
    void theLastExampleIsRead() {
        assertThat(filters).hasSize(3);
        assertThat(ContentFilters.ofBlock(filters.get(2), Protos.FOLDER)).isNotNull();
    }

    private static String code(String cell) {
        return cell.replace("`", "");
    }
}
