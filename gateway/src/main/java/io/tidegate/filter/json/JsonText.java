package io.tidegate.filter.json;

/** A JSON text that somebody sent. Confined. */
public final class JsonText {
    private final JsonValue root;

    private JsonText(JsonValue root) {
        this.root = root;
    }

    /**
     * Reads {@code text} once.
     *
     * @throws JsonFault {@code syntax} if it is no JSON, {@code max-depth} if it is deeper than 200, {@code duplicate-key} if it is
     *     an object that has one twice
     */
    public static JsonText of(String text) {
        return new JsonText(JsonScan.whole(text));
    }

    public JsonValue root() {
        return root;
    }
}
