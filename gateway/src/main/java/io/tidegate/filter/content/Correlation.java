package io.tidegate.filter.content;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.From;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Calls messages by an id that they carry, or puts one into them, so that each can be followed through log and audit. */
public final class Correlation implements FilterType<Correlation.Config> {
    private static final int MOST_CHARACTERS = 128;

    /**
     * Settings of {@code correlation}.
     *
     * @param from whose messages are meant
     * @param at JSON pointer to the id: a string or number of at most 128 characters, printable ASCII but space, quote and
     *     backslash; not empty
     * @param missing what becomes of a text that has none: it stays as it is, or gets 32 random hexadecimal digits there
     */
    public record Config(
            @Default("client") From from,
            String at,
            @Default("leave") Missing missing) {
        public Config {
            Check.notBlank("at", at);
            Check.pointer("at", at);
        }
    }

    /** What becomes of a text without an id. */
    public enum Missing {
        LEAVE,
        GENERATE
    }

    @Override
    public String name() {
        return "correlation";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        var naming = new Naming(config.from(), PointerText.of(config.at()), config.missing());
        return FilterFactory.ofMessages(_ -> naming);
    }

    /** Of all sessions. Shared, immutable. */
    private record Naming(From side, PointerText at, Missing missing) implements MessageFilter {
        @Override
        public MessageVerdict onMessage(Side from, Message message) {
            if (!side.covers(from)) {
                return MessageVerdict.Pass.FORWARD;
            }
            String found = at.in(message);
            if (found != null) {
                if (isId(found)) {
                    message.identify(found);
                }
                return MessageVerdict.Pass.FORWARD;
            }
            PointerText.Gap gap = missing == Missing.GENERATE ? at.gap(message) : null;
            return gap == null ? MessageVerdict.Pass.FORWARD : generate(message, gap);
        }

        private static MessageVerdict generate(Message message, PointerText.Gap gap) {
            String id = newId();
            message.identify(id);
            return new MessageVerdict.Replace(gap.filled(message, '"' + id + '"'));
        }

        /** As long as the id of a trace (W3C Trace Context); nobody needs to be kept from foreseeing it. */
        private static String newId() {
            var random = ThreadLocalRandom.current();
            HexFormat hex = HexFormat.of();
            return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
        }

        /** Whether it may stand in a log as it is. */
        private static boolean isId(String text) {
            boolean may = !text.isEmpty() && text.length() <= MOST_CHARACTERS;
            for (int i = 0; may && i < text.length(); i++) {
                char letter = text.charAt(i);
                may = letter > ' ' && letter < 0x7F && letter != '"' && letter != '\\';
            }
            return may;
        }
    }
}
