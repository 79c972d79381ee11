package io.tidegate.admin;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.tidegate.config.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The query of one request: each parameter known, and given once. What is wrong is refused with 400 and named. */
final class QueryArguments {
    private final Map<String, List<String>> values;

    private QueryArguments(Map<String, List<String>> values) {
        this.values = values;
    }

    static QueryArguments of(Context request, List<String> known) {
        Map<String, List<String>> values = request.queryParamMap();
        values.forEach((name, given) -> {
            if (!known.contains(name)) {
                throw refusal("Query parameter " + name + " is unknown; known: " + String.join(", ", known) + ".");
            }
            if (given.size() != 1 || given.getFirst().isEmpty()) {
                throw refusal("Query parameter " + name + " must be given once, with a value.");
            }
        });
        return new QueryArguments(values);
    }

    @Nullable
    String text(String name) {
        List<String> given = values.get(name);
        return given == null ? null : given.getFirst();
    }

    /** @param reader throws ConfigException with what the value must be */
    <T> @Nullable T value(String name, Function<String, T> reader) {
        String text = text(name);
        try {
            return text == null ? null : reader.apply(text);
        } catch (ConfigException e) {
            throw refusal("Query parameter " + name + " " + e.getMessage() + ".");
        }
    }

    int number(String name, int least, int most, int standard) {
        Integer number = value(name, text -> {
            if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
                throw new ConfigException("must be between " + least + " and " + most + ", got " + text);
            }
            return Integer.valueOf(text);
        });
        return number == null ? standard : number;
    }

    static HttpResponseException refusal(String detail) {
        return new HttpResponseException(400, detail);
    }
}
