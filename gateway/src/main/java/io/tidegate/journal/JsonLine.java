package io.tidegate.journal;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes a line as one JSON object. */
public final class JsonLine {
    /** What is JSON already, without a line feed in it. */
    public record Raw(String json) {}

    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_CHARS = 512;

    private JsonLine() {}

    /**
     * The line with its line feed, in UTF-8.
     *
     * @param tell tells the fields in their order: numbers, booleans and {@link Raw} as such, all else as text; those that are null are
     *     left out
     */
    public static byte[] of(Consumer<BiConsumer<String, @Nullable Object>> tell) {
        StringWriter text = new StringWriter(USUAL_CHARS); // chars, so that a lone surrogate cannot break the line
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            tell.accept((name, value) -> write(json, name, value));
            json.writeEndObject();
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator json, String name, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case Long number -> json.writeNumberProperty(name, number);
            case Integer number -> json.writeNumberProperty(name, number);
            case Raw raw -> {
                json.writeName(name);
                json.writeRawValue(raw.json());
            }
            case Boolean truth -> json.writeBooleanProperty(name, truth);
            default -> json.writeStringProperty(name, value.toString());
        }
    }
}
