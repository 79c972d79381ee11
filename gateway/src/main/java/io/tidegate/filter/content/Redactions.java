package io.tidegate.filter.content;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.io.JsonStringEncoder;

/** Blots out parts of texts; what is not blotted out stays as it was, character by character. Shared, immutable. */
final class Redactions {
    private final List<Rule> rules;
    private final boolean needsJson;

    private record Rule(@Nullable Pattern pattern, @Nullable Spot at, String with) {
        static Rule of(Patterns.Redact redact) {
            return new Rule(
                    redact.pattern() == null ? null : Pattern.compile(redact.pattern()),
                    redact.at() == null ? null : Spot.of(redact.at()),
                    redact.with());
        }

        /** Whether the value in {@code place} goes as a whole. */
        boolean takes(TokenStreamContext place) {
            return pattern == null && at != null && at.is(place);
        }

        String applied(String value) {
            return pattern == null ? value : pattern.matcher(value).replaceAll(Matcher.quoteReplacement(with));
        }
    }

    /** What came of a text: another one, the same one, or a fault. */
    record Outcome(String text, @Nullable Fault fault) {}

    Redactions(List<Patterns.Redact> redacts) {
        this.rules = redacts.stream().map(Rule::of).toList();
        this.needsJson = rules.stream().anyMatch(rule -> rule.at() != null);
    }

    /** The text itself, the same object, if there is nothing to blot out. */
    Outcome apply(String text) {
        if (rules.isEmpty()) {
            return new Outcome(text, null);
        }
        try (JsonParser in = JsonWalk.parser(text)) {
            return new Outcome(new Walk(in, text).run(), null);
        } catch (StreamConstraintsException e) {
            return new Outcome(text, Fault.of("max-depth"));
        } catch (JacksonException e) {
            return needsJson ? new Outcome(text, Fault.of("syntax")) : new Outcome(plain(text), null);
        }
    }

    private String plain(String text) {
        String changed = text;
        for (Rule rule : rules) {
            changed = rule.applied(changed);
        }
        return changed.equals(text) ? text : changed;
    }

    /** One pass over one JSON text. */
    private final class Walk {
        private final JsonParser in;
        private final String text;
        private final StringBuilder out = new StringBuilder();
        private int copied;

        Walk(JsonParser in, String text) {
            this.in = in;
            this.text = text;
        }

        String run() {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token.isStructStart()) {
                    container();
                } else if (token.isScalarValue()) {
                    scalar(token);
                }
            }
            return copied == 0 ? text : out.append(text, copied, text.length()).toString();
        }

        private void container() {
            for (Rule rule : rules) {
                if (rule.takes(in.streamReadContext().getParent())) {
                    int start = offset();
                    in.skipChildren();
                    replace(start, rule.with());
                    return;
                }
            }
        }

        private void scalar(JsonToken token) {
            int start = offset();
            String value = in.getString();
            String changed = value;
            for (Rule rule : rules) {
                if (rule.takes(in.streamReadContext())) {
                    replace(start, rule.with());
                    return;
                }
                boolean meant = token == JsonToken.VALUE_STRING || token.isNumeric();
                if (meant && (rule.at() == null || rule.at().covers(in.streamReadContext()))) {
                    changed = rule.applied(changed);
                }
            }
            if (!changed.equals(value)) {
                replace(start, changed);
            }
        }

        private int offset() {
            return (int) in.currentTokenLocation().getCharOffset();
        }

        /** A string takes the place of the token, or of all of the container, that began at {@code start}. */
        private void replace(int start, String value) {
            out.append(text, copied, start).append('"');
            out.append(JsonStringEncoder.getInstance().quoteAsCharArray(value)).append('"');
            copied = (int) in.currentLocation().getCharOffset();
        }
    }
}
