package io.tidegate.admin;

import io.tidegate.config.ConfigException;
import io.tidegate.config.Percentage;
import io.tidegate.config.Units;
import io.tidegate.filter.From;
import io.tidegate.filter.content.Patterns.Redact;
import io.tidegate.session.tap.Tap;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the body of a request for a tap says. What is wrong is refused with 400 and named.
 *
 * @param redact what is blotted out besides what the route's filters blot out
 */
record TapWish(Tap.Wish tap, List<Redact> redact) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> MEMBERS = Set.of("seconds", "messages", "bytes", "sample", "from", "redact");
    private static final int MOST_REDACTS = 20;
    private static final String MASK = "***";

    TapWish {
        redact = List.copyOf(redact);
    }

    static TapWish of(String body) {
        JsonWish wish = JsonWish.of(body, MEMBERS);
        return new TapWish(
                new Tap.Wish(
                        number(wish, "seconds", 300, 30),
                        number(wish, "messages", 1000, 200),
                        number(wish, "bytes", 4096, 512),
                        wish.value("sample", Percentage::parse, Percentage.parse("100%")),
                        wish.value("from", TapWish::from, From.BOTH)),
                wish.value("redact", TapWish::redacts, List.of()));
    }

    private static int number(JsonWish wish, String name, int most, int standard) {
        return wish.value(
                name,
                text -> {
                    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
                        throw new ConfigException("must be between 1 and " + most + ", got " + text);
                    }
                    return Integer.valueOf(text);
                },
                standard);
    }

    private static From from(String text) {
        return Arrays.stream(From.values())
                .filter(from -> Units.kebab(from.name()).equals(text))
                .findFirst()
                .orElseThrow(() -> new ConfigException("must be client, upstream or both, got " + text));
    }

    private static List<Redact> redacts(String json) {
        JsonNode list = parsed(json);
        boolean texts = list.isArray() && list.valueStream().allMatch(JsonNode::isString);
        if (!texts || list.size() > MOST_REDACTS) {
            throw new ConfigException("must be a list of at most " + MOST_REDACTS
                    + " JSON pointers and regular expressions, got " + json);
        }
        return list.valueStream().map(text -> redact(text.asString())).toList();
    }

    private static Redact redact(String text) {
        boolean pointer = text.startsWith("/");
        return new Redact(pointer ? null : text, pointer ? text : null, MASK);
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            return JSON.missingNode();
        }
    }
}
