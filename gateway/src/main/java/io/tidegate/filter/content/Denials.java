package io.tidegate.filter.content;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;

/** Knows which texts must not pass. Shared, immutable. */
final class Denials {
    private final List<Rule> anywhere = new ArrayList<>();
    private final List<Rule> starters = new ArrayList<>();
    private final List<Placed> placed = new ArrayList<>();

    private record Rule(String name, Pattern pattern) {}

    private record Placed(Rule rule, Spot at) {}

    Denials(List<Patterns.Deny> denied, List<Starter> starterSets) {
        for (Patterns.Deny deny : denied) {
            var rule = new Rule(deny.name(), Pattern.compile(deny.pattern()));
            if (deny.at() == null) {
                anywhere.add(rule);
            } else {
                placed.add(new Placed(rule, Spot.of(deny.at())));
            }
        }
        for (Starter set : starterSets) {
            starters.add(new Rule("starter-" + set.name().toLowerCase(Locale.ROOT), set.pattern()));
        }
    }

    /** What is wrong with {@code text}; null if nothing. */
    @Nullable
    Fault fault(String text) {
        String found = match(anywhere, text);
        if (found != null) {
            return Fault.of(found);
        }
        boolean hidden = !anywhere.isEmpty() && text.indexOf('\\') >= 0; // in escapes
        return hidden || !starters.isEmpty() || !placed.isEmpty() ? faultOfParts(text) : null;
    }

    private @Nullable Fault faultOfParts(String text) {
        try (JsonParser in = JsonWalk.parser(text)) {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                String found = token.isScalarValue() || token == JsonToken.PROPERTY_NAME ? judge(in, token) : null;
                if (found != null) {
                    return new Fault(in.streamReadContext().pathAsPointer().toString(), found);
                }
            }
            return null;
        } catch (StreamConstraintsException e) {
            return Fault.of("max-depth");
        } catch (JacksonException e) {
            String found = placed.isEmpty() ? match(starters, text) : "syntax";
            return found == null ? null : Fault.of(found);
        }
    }

    private @Nullable String judge(JsonParser in, JsonToken token) {
        String value = in.getString();
        if (token == JsonToken.PROPERTY_NAME || token == JsonToken.VALUE_STRING) {
            String found = match(anywhere, value);
            found = found == null ? match(starters, value) : found;
            if (found != null || token == JsonToken.PROPERTY_NAME) {
                return found;
            }
        }
        for (Placed deny : placed) {
            if (deny.at().covers(in.streamReadContext())
                    && deny.rule().pattern().matcher(value).find()) {
                return deny.rule().name();
            }
        }
        return null;
    }

    private static @Nullable String match(List<Rule> rules, String text) {
        for (Rule rule : rules) {
            if (rule.pattern().matcher(text).find()) {
                return rule.name();
            }
        }
        return null;
    }
}
