package io.tidegate.e2e;

import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Cuts texts at {@code |}, where there is one: {@code later|a|b} says so after a while, {@code none|} leaves nothing. Of {@code
 * COUNT x SIZE} it makes so many, one by one; {@code COUNT of SIZE} are made at once; {@code fail} after the first.
 */
public final class PiecesFilter implements FilterType<PiecesFilter.Config> {
    /** Messages that were made one by one. */
    static final AtomicInteger MADE = new AtomicInteger();

    /** No settings. */
    public record Config() {}

    @Override
    public String name() {
        return "pieces";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        return FilterFactory.ofMessages(_ -> PiecesFilter::judge);
    }

    private static MessageVerdict judge(Side from, Message message) {
        String text = message.text();
        String[] words = text.split(" ", 3);
        if (text.equals("none|")) {
            return new MessageVerdict.Split(List.of());
        }
        if (text.equals("fail")) {
            return new MessageVerdict.Split(Arrays.asList(Message.text("first"), null));
        }
        if (words.length == 3 && words[1].equals("x")) {
            Message piece = piece(words[2]);
            return new MessageVerdict.Split(() -> Collections.nCopies(Integer.parseInt(words[0]), piece).stream()
                    .peek(_ -> MADE.incrementAndGet())
                    .iterator());
        }
        if (words.length == 3 && words[1].equals("of")) {
            return new MessageVerdict.Split(Collections.nCopies(Integer.parseInt(words[0]), piece(words[2])));
        }
        return text.contains("|") ? cut(text) : MessageVerdict.Pass.FORWARD;
    }

    private static MessageVerdict cut(String text) {
        List<Message> pieces = Arrays.stream(text.replace("later|", "").split("\\|"))
                .map(Message::text)
                .toList();
        MessageVerdict split = new MessageVerdict.Split(pieces);
        return text.startsWith("later|")
                ? new MessageVerdict.Defer(CompletableFuture.supplyAsync(
                        () -> split, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS)))
                : split;
    }

    private static Message piece(String size) {
        return Message.binary(new byte[Integer.parseInt(size)]);
    }
}
