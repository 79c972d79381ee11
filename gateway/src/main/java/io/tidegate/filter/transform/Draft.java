package io.tidegate.filter.transform;

import io.netty.buffer.ByteBufUtil;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.expression.Expression;
import io.tidegate.filter.expression.Facts;
import io.tidegate.filter.expression.JsonFacts;
import io.tidegate.filter.expression.Outcome;
import io.tidegate.filter.expression.Part;
import io.tidegate.filter.json.JsonFault;
import io.tidegate.filter.json.JsonText;
import io.tidegate.filter.json.JsonValue;
import io.tidegate.filter.json.Pointer;
import io.tidegate.protocol.Side;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A message as the steps so far have made it; read, as text and as JSON, when somebody asks. Confined, for the call. */
final class Draft implements Facts {
    private final Facts session;
    private final Side from;
    private final Message original;
    private final int most;
    private boolean binary;
    private boolean changed;
    private int inserted;
    private String step = "";
    private String key = "";
    private @Nullable String text; // null where it is not known, or the JSON has changed since
    private @Nullable JsonText json;

    /**
     * Of a message.
     *
     * @param session what is asked of anything but the message
     * @param most bytes of the message before and after
     */
    Draft(Facts session, Side from, Message original, int most) {
        this.session = session;
        this.from = from;
        this.original = original;
        this.most = most;
        this.binary = !original.isText();
    }

    @Override
    public @Nullable Object find(String name, Part part) {
        return switch (name) {
            case "message" -> JsonFacts.of(json().root(), part);
            case "text" -> text();
            case "size" -> (long) (changed ? ByteBufUtil.utf8Bytes(text()) : original.size());
            case "binary" -> binary;
            case "from" -> from == Side.CLIENT ? "client" : "endpoint";
            default -> session.find(name, part);
        };
    }

    /** What follows is done for {@code changeKey} of the step at {@code stepPlace}. */
    void at(String stepPlace, String changeKey) {
        step = stepPlace;
        key = changeKey;
    }

    /** What the log tells of a fault: where the configuration asks for what could not be done. */
    String told(String detail) {
        return step + key + (detail.isEmpty() ? "" : ": " + detail);
    }

    boolean holds(Expression condition) {
        Object value = value(condition);
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw new JsonFault("", "expression", "neither true nor false");
    }

    /** What {@code expression} comes to. */
    Object value(Expression expression) {
        return switch (expression.evaluate(this)) {
            case Outcome.Value known -> known.value();
            case Outcome.Failure failure -> {
                JsonFault fault = failure.of();
                throw fault == null ? new JsonFault("", "expression", failure.reason()) : fault;
            }
        };
    }

    /** What stands in {@code place} of the message. */
    JsonValue there(Pointer place) {
        JsonValue value = json().at(place);
        if (value == null) {
            throw new JsonFault(place.toString(), "missing");
        }
        return value;
    }

    /** The JSON, which is about to change. */
    JsonText edit() {
        JsonText edited = json();
        text = null;
        changed = true;
        return edited;
    }

    void put(Pointer place, Template template) {
        String value = template.filled(this, most);
        inserted += value.length();
        if (inserted > most) {
            throw tooBig();
        }
        edit().put(place, JsonValue.of(value));
    }

    void unwrap(Pointer place) {
        JsonText inner = JsonText.of(there(place));
        edit();
        json = inner;
    }

    void become(Template template) {
        text = template.filled(this, most);
        json = null;
        changed = true;
    }

    void be(Transform.As kind) {
        binary = kind == Transform.As.BINARY;
    }

    void refuseIfTooBig() {
        if (original.size() > most) {
            throw tooBig();
        }
    }

    MessageVerdict verdict() {
        if (!changed && binary != original.isText()) {
            return MessageVerdict.Pass.FORWARD;
        }
        byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > most) {
            throw tooBig();
        }
        Message result = Message.view(!binary, bytes, 0, bytes.length, original.wireBytes());
        if (original.isSecret()) {
            result.keepSecret();
        }
        return new MessageVerdict.Replace(result);
    }

    private JsonText json() {
        JsonText known = json;
        if (known == null) {
            known = JsonText.of(text());
            json = known;
        }
        return known;
    }

    private String text() {
        String known = text;
        if (known == null) {
            known = changed && json != null ? json.toString() : originalText();
            text = known;
        }
        return known;
    }

    private String originalText() {
        if (original.isText()) {
            return original.text();
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(original.buffer()).toString();
        } catch (CharacterCodingException e) { // says no more than the rule
            throw new JsonFault("", "utf-8");
        }
    }

    private static JsonFault tooBig() {
        return new JsonFault("", "max-size");
    }
}
