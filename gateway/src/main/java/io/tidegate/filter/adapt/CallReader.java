package io.tidegate.filter.adapt;

import io.tidegate.filter.Message;
import io.tidegate.filter.content.JsonWalk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;

/** Finds the calls of a JSON-RPC message, and where their ids stand; what else they say is only walked over. Confined, for one message. */
final class CallReader {
    private static final int MOST_ID = 256;

    private final int most;
    private final Map<String, String> references;
    private final List<Call> calls = new ArrayList<>(1);
    private boolean batch;
    private @Nullable String fault;

    /**
     * @param most calls in a batch
     * @param references by method, the parameter that is the id of another request
     */
    CallReader(int most, Map<String, String> references) {
        this.most = most;
        this.references = references;
    }

    /** Reads {@code message}; what was found means nothing if there is a {@link #fault} then. */
    CallReader read(Message message) {
        if (!JsonWalk.mayBeContainer(message) || message.buffer().get(0) < 0) {
            fault = message.isText() ? "syntax" : "binary";
            return this;
        }
        try (JsonParser in = JsonWalk.parser(message)) {
            batch = in.nextToken() == JsonToken.START_ARRAY;
            if (batch) {
                while (fault == null && in.nextToken() != JsonToken.END_ARRAY) {
                    fault = calls.size() == most ? "max-batch" : readCall(in);
                }
            } else {
                fault = readCall(in);
            }
            fault = fault == null && in.nextToken() != null ? "syntax" : fault;
        } catch (StreamConstraintsException e) {
            fault = "max-depth";
        } catch (JacksonException e) { // its message quotes the text
            fault = "syntax";
        }
        return this;
    }

    /** In their order; of a batch all, else one. */
    List<Call> calls() {
        return calls;
    }

    boolean isBatch() {
        return batch;
    }

    /** What is wrong with the message, one word; null if nothing is. */
    @Nullable
    String fault() {
        return fault;
    }

    private @Nullable String readCall(JsonParser in) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            return "call";
        }
        int from = offset(in.currentTokenLocation().getByteOffset());
        Call.Id id = null;
        String method = null;
        boolean hasId = false;
        Map<String, Call.Id> parameters = Map.of();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            JsonToken value = in.nextToken();
            switch (name) {
                case "id" -> {
                    id = value == JsonToken.VALUE_NULL ? null : id(in);
                    if (hasId || (id == null && value != JsonToken.VALUE_NULL)) {
                        return "id";
                    }
                    hasId = true;
                }
                case "method" -> {
                    if (method != null || value != JsonToken.VALUE_STRING) {
                        return "method";
                    }
                    method = in.getString();
                }
                case "params" -> parameters = parameters(in);
                default -> in.skipChildren();
            }
        }
        if (method == null && !hasId) {
            return "call";
        }
        Call.Kind kind = id == null ? Call.Kind.OTHER : method == null ? Call.Kind.ANSWER : Call.Kind.REQUEST;
        String parameter = method == null ? null : references.get(method);
        Call.Id reference = parameter == null ? null : parameters.get(parameter);
        calls.add(new Call(kind, from, offset(in.currentLocation().getByteOffset()), id, reference));
        return null;
    }

    /** Those that may refer to a request. */
    private Map<String, Call.Id> parameters(JsonParser in) {
        if (references.isEmpty() || in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return Map.of();
        }
        Map<String, Call.Id> found = new HashMap<>();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            Call.Id id = references.containsValue(name) ? id(in) : null;
            if (id != null) {
                found.put(name, id);
            }
            in.skipChildren();
        }
        return found;
    }

    /** The string or number at hand; null if it is neither, or too long. */
    private static Call.@Nullable Id id(JsonParser in) {
        JsonToken token = in.currentToken();
        int from = offset(in.currentTokenLocation().getByteOffset());
        boolean number = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
        if (!number && token != JsonToken.VALUE_STRING) {
            return null;
        }
        String text = in.getString();
        int to = number ? from + text.length() : offset(in.currentLocation().getByteOffset());
        return to - from > MOST_ID
                ? null
                : new Call.Id(from, to, number ? Call.Id.ofNumber(text) : Call.Id.ofString(text));
    }

    private static int offset(long bytes) {
        return (int) bytes; // of a message, which is in an array
    }
}
