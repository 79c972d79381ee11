package io.tidegate.health;

import io.tidegate.config.HealthCheckConfig;
import io.tidegate.config.HealthCheckConfig.ExpectJson;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Knows the text message that a check waits for. Confined. */
final class ExpectedMessage implements Predicate<String> {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JsonPointer pointer;
    private final String value;

    private ExpectedMessage(ExpectJson expected) {
        this.pointer = JsonPointer.compile(expected.pointer());
        this.value = expected.value();
    }

    /** What is true of the message that is waited for; null if none is. */
    static @Nullable Predicate<String> of(HealthCheckConfig config) {
        if (config.expectJson() != null) {
            return new ExpectedMessage(config.expectJson());
        }
        return config.expect() == null ? null : config.expect()::equals;
    }

    @Override
    public boolean test(String text) {
        try {
            JsonNode found = JSON.readTree(text).at(pointer);
            return found.isValueNode() && value.equals(found.isString() ? found.stringValue() : found.toString());
        } catch (JacksonException notJson) {
            return false;
        }
    }
}
