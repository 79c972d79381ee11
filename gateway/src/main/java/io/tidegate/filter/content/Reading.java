package io.tidegate.filter.content;

import tools.jackson.databind.JsonNode;

/** What came of reading a JSON text. */
sealed interface Reading permits Fault, Reading.Value {
    /** It is JSON, and within its bounds. */
    record Value(JsonNode root) implements Reading {}
}
