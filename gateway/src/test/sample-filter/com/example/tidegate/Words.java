package com.example.tidegate;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import java.util.List;

/** Stars out words that clients send, or tells them that a message was not taken. */
public final class Words implements FilterType<Words.Config> {
    /**
     * Settings of {@code words}.
     *
     * @param deny what must not be said; at least one
     * @param reply what the sender gets in place of the message; where empty the words are starred out
     */
    public record Config(
            List<String> deny, @Default("") String reply) {
        public Config {
            deny = List.copyOf(deny);
            Check.that(!deny.isEmpty(), "deny must list at least one word");
        }
    }

    @Override
    public String name() {
        return "words";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        return FilterFactory.ofMessages(session -> (from, message) -> judge(config, from, message));
    }

    private static MessageVerdict judge(Config config, Side from, Message message) {
        if (from != Side.CLIENT || !message.isText()) {
            return MessageVerdict.Pass.FORWARD;
        }
        String text = message.text();
        for (String word : config.deny()) {
            text = text.replace(word, "*".repeat(word.length()));
        }
        if (text.equals(message.text())) {
            return MessageVerdict.Pass.FORWARD;
        }
        return config.reply().isEmpty()
                ? new MessageVerdict.Replace(Message.text(text))
                : new MessageVerdict.Reply(Message.text(config.reply()));
    }
}
