package io.tidegate.filter.content;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tidegate.config.ByteSize;
import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.config.Default;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.From;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Side;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses texts by regular expressions, and blots out parts of them, in time that grows with their size only. */
public final class Patterns implements FilterType<Patterns.Config> {
    private static final int MOST_RULES = 100;
    private static final int MOST_PATTERN = 1000;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /**
     * Settings of {@code patterns}; at least one of {@code deny}, {@code redact} and {@code starter}.
     *
     * @param from whose messages are looked into
     * @param maxSize bytes of a message, those above are refused; 1 B to 16 MiB
     * @param deny what must not be in a message; at most 100
     * @param redact what is blotted out, after {@code deny} was asked; at most 100
     * @param starter ready sets of patterns of the usual injection payloads
     * @param binary whether binary messages pass, which nothing here looks into
     * @param onMatch what becomes of a message that is refused: the session ends with 1008, it is left out, or its sender
     *     gets {@code reply} instead
     * @param reply what the sender gets with {@code on-match: reply}, 1 to 4,096 characters; <code>{pointer}</code> and
     *     <code>{rule}</code> stand for what was found, escaped as in a JSON string
     */
    public record Config(
            @Default("client") From from,
            @Default("64KiB") ByteSize maxSize,
            List<Deny> deny,
            List<Redact> redact,
            List<Starter> starter,
            @Default("refuse") Allowance binary,
            @Default("close") Reaction onMatch,
            @Nullable String reply) {
        public Config {
            deny = List.copyOf(deny);
            redact = List.copyOf(redact);
            starter = List.copyOf(starter);
            Check.between("max-size", maxSize, new ByteSize(1), ByteSize.ofMiB(16));
            Check.that(deny.size() <= MOST_RULES, "deny must list at most 100 patterns, got " + deny.size());
            Check.that(redact.size() <= MOST_RULES, "redact must list at most 100 entries, got " + redact.size());
            Check.that(Set.copyOf(starter).size() == starter.size(), "starter must name each set once, got " + starter);
            Check.that(
                    !deny.isEmpty() || !redact.isEmpty() || !starter.isEmpty(),
                    "deny, redact or starter must list at least one entry");
            Objection.check("on-match", onMatch, reply);
        }
    }

    /**
     * What must not be in a message.
     *
     * @param name what log and reply call it; a-z, 0-9 and inner -, at most 63 characters
     * @param pattern regular expression of RE2, found anywhere unless it says {@code ^} or {@code $}; at most 1,000
     *     characters
     * @param at JSON pointer to the value that is looked at, with all within it; the whole text where absent
     */
    public record Deny(
            String name, String pattern, @Nullable String at) {
        public Deny {
            Check.that(NAME.matches(name), "name must have a-z, 0-9 and inner -, at most 63 characters, got " + name);
            checkPattern(pattern);
            checkPointer(at);
        }
    }

    /**
     * What is blotted out; {@code pattern}, {@code at}, or both.
     *
     * @param pattern regular expression of RE2, of what is taken from strings and numbers; at most 1,000 characters. The
     *     value as a whole where absent
     * @param at JSON pointer to the value that is looked at, with all within it; all values where absent
     * @param with what stands in its place, at most 1,000 characters
     */
    public record Redact(
            @Nullable String pattern,
            @Nullable String at,
            @Default("***") String with) {
        public Redact {
            Check.that(pattern != null || at != null, "pattern or at must be given");
            if (pattern != null) {
                checkPattern(pattern);
            }
            checkPointer(at);
            Check.that(with.length() <= 1000, "with must have at most 1,000 characters, got " + with.length());
        }
    }

    @Override
    public String name() {
        return "patterns";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        var judge = new Judge(config);
        return FilterFactory.ofMessages(context -> new PerSession(judge, context));
    }

    private static void checkPattern(String pattern) {
        Check.between("pattern", pattern.length(), 1, MOST_PATTERN);
        try {
            boolean matchesNothing = Pattern.compile(pattern).matcher("").find();
            Check.that(!matchesNothing, "pattern must not match an empty text, got " + pattern);
        } catch (PatternSyntaxException e) {
            throw new ConfigException(
                    "pattern must be a regular expression of RE2, got " + pattern + ": " + e.getDescription());
        }
    }

    private static void checkPointer(@Nullable String at) {
        if (at != null) {
            Check.pointer("at", at);
        }
    }

    private record PerSession(Judge judge, FilterContext session) implements MessageFilter {
        @Override
        public MessageVerdict onMessage(Side from, Message message) {
            return judge.config.from().covers(from)
                    ? judge.verdict(from, message, session)
                    : MessageVerdict.Pass.FORWARD;
        }
    }

    /** Judges messages of all sessions. Shared, immutable. */
    private static final class Judge {
        private final Config config;
        private final Denials denials;
        private final Redactions redactions;
        private final Objection objection;

        Judge(Config config) {
            this.config = config;
            this.denials = new Denials(config.deny(), config.starter());
            this.redactions = new Redactions(config.redact());
            var close = new MessageVerdict.Close(Cause.INVALID, CloseCode.POLICY_VIOLATION, "message is refused");
            this.objection = new Objection("patterns", config.onMatch(), config.reply(), close);
        }

        MessageVerdict verdict(Side from, Message message, FilterContext session) {
            if (!message.isText() && config.binary() == Allowance.ALLOW) {
                return MessageVerdict.Pass.FORWARD;
            }
            Fault fault = fault(message);
            if (fault != null) {
                return objection.to(fault, from, message, session);
            }
            String text = message.text();
            Redactions.Outcome outcome = redactions.apply(text);
            if (outcome.fault() != null) {
                return objection.to(outcome.fault(), from, message, session);
            }
            return outcome.text().equals(text)
                    ? MessageVerdict.Pass.FORWARD
                    : new MessageVerdict.Replace(Message.text(outcome.text()));
        }

        private @Nullable Fault fault(Message message) {
            if (!message.isText()) {
                return Fault.of("binary");
            }
            return message.size() > config.maxSize().bytes() ? Fault.of("max-size") : denials.fault(message.text());
        }
    }
}
