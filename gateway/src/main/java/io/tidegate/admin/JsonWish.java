package io.tidegate.admin;

import static io.tidegate.admin.QueryArguments.refusal;

import io.tidegate.config.ConfigException;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The body of a request: an object with known members. What is wrong is refused with 400 and named. */
final class JsonWish {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonNode members;

    private JsonWish(JsonNode members) {
        this.members = members;
    }

    /** @param body empty for an object without members */
    static JsonWish of(String body, Set<String> known) {
        try {
            JsonNode wish = JSON.readTree(body.isBlank() ? "{}" : body);
            if (wish.isObject() && known.containsAll(wish.propertyNames())) {
                return new JsonWish(wish);
            }
        } catch (JacksonException e) {
            throw refusal("The body must be JSON: " + e.getOriginalMessage());
        }
        throw refusal("The body must be an object with "
                + String.join(", ", known.stream().sorted().toList()) + ", and nothing else.");
    }

    /**
     * A text as a value.
     *
     * @param reader throws ConfigException with what it must be
     * @param standard where the member is absent
     */
    <T extends @Nullable Object> T value(String name, Function<String, T> reader, T standard) {
        if (!members.has(name)) {
            return standard;
        }
        JsonNode value = members.get(name);
        try {
            return reader.apply(value.isString() ? value.asString() : value.toString());
        } catch (ConfigException e) {
            throw refusal(name + " " + e.getMessage() + ".");
        }
    }
}
