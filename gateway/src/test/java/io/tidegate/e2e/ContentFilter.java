package io.tidegate.e2e;

import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Side;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Does with a text what its first word says; forwards all else. */
public final class ContentFilter implements FilterType<ContentFilter.Config> {
    /** No settings. */
    public record Config() {}

    @Override
    public String name() {
        return "content";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        return FilterFactory.ofMessages(_ -> new PerSession());
    }

    private static final class PerSession implements MessageFilter {
        private Message before = Message.text("nothing");

        @Override
        public MessageVerdict onMessage(Side from, Message message) {
            String word = message.isText() ? message.text().split(" ", 2)[0] : "";
            Message last = before;
            before = message; // which is wrong: it is valid for this call only
            return switch (word) {
                case "upper" -> new MessageVerdict.Replace(upper(message));
                case "binary" -> new MessageVerdict.Replace(Message.binary(message.bytes()));
                case "drop" -> MessageVerdict.Pass.DROP;
                case "reply" -> new MessageVerdict.Reply(Message.text("to " + from.label() + ": " + message.text()));
                case "echo" -> new MessageVerdict.Reply(message);
                case "close" -> new MessageVerdict.Close(Cause.INVALID, 4040, "unwanted");
                case "later" -> later(new MessageVerdict.Replace(upper(message)));
                case "pass-later" -> later(MessageVerdict.Pass.FORWARD);
                case "later-twice" -> later(new MessageVerdict.Defer(new CompletableFuture<>()));
                case "later-null" -> new MessageVerdict.Defer(CompletableFuture.completedFuture(null));
                case "later-fails" ->
                    new MessageVerdict.Defer(CompletableFuture.failedFuture(new IllegalStateException("made to fail")));
                case "never" -> new MessageVerdict.Defer(new CompletableFuture<>());
                case "throw" -> throw new IllegalStateException("made to fail");
                case "null" -> null;
                case "before" -> new MessageVerdict.Replace(last);
                default -> MessageVerdict.Pass.FORWARD;
            };
        }

        private static Message upper(Message message) {
            return Message.text(message.text().toUpperCase(Locale.ROOT));
        }

        private static MessageVerdict later(MessageVerdict verdict) {
            CompletionStage<MessageVerdict> stage = CompletableFuture.supplyAsync(
                    () -> verdict, CompletableFuture.delayedExecutor(60, TimeUnit.MILLISECONDS));
            return new MessageVerdict.Defer(stage);
        }
    }
}
