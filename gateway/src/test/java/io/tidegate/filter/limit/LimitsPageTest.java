package io.tidegate.filter.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.FilterContexts;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.FrameFilter;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.FrameHeaders;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import io.tidegate.testing.DocumentationPage;
import io.tidegate.time.BurstClocks;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/limits.md is true: its settings are read, and what it says of its example comes of it. */
class LimitsPageTest {
    private final List<List<FilterFactory>> examples;
    private final DocumentationPage page;

    LimitsPageTest() throws IOException {
        page = DocumentationPage.of("limits.md");
        FilterTypes types = FilterTypes.load();
        examples = page.blocks("yaml filters").stream()
                .map(block -> LimitFilters.ofBlock(block, types))
                .toList();
    }

    @Test
    void everyExampleIsReadAndOnlyThoseOfInflatedSizesReadMessages() {
        assertThat(examples).extracting(List::size).containsExactly(1, 6, 5, 2);
        assertThat(examples.stream().flatMap(List::stream).filter(FilterFactory::readsMessages))
                .containsExactly(examples.getLast().getLast());
    }

    @Test
    void theMessagesOfTheExampleAreAnsweredAsTheTableSays() {
        var filter = (FrameFilter) examples.getFirst()
                .getFirst()
                .newFilter(FilterContexts.on("chat", BurstClocks.startingAt(0).clock()));

        assertThat(page.table("message | answer"))
                .hasSize(4)
                .allSatisfy(row -> assertThat(
                                filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.TEXT, true, 5))
                                                instanceof FrameVerdict.Reply reply
                                        ? reply.message().text()
                                        : "")
                        .isEqualTo(row.get(1).replace("`", "")));
    }
}
