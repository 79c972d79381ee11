package io.tidegate.filter.expression;

import io.tidegate.filter.Message;
import io.tidegate.filter.json.JsonText;
import io.tidegate.protocol.Side;
import org.jspecify.annotations.Nullable;

/** What expressions may ask of a message, and of its session; read when they do, and once. Confined, for the call. */
public final class MessageFacts implements Facts {
    private final Facts session;
    private final Side from;
    private final Message message;
    private @Nullable JsonText json;

    /** @param session what is asked of anything but the message */
    public MessageFacts(Facts session, Side from, Message message) {
        this.session = session;
        this.from = from;
        this.message = message;
    }

    @Override
    public @Nullable Object find(String name, Part part) {
        return switch (name) {
            case "message" -> JsonFacts.of(json().root(), part);
            case "text" -> message.text();
            case "size" -> (long) message.size();
            case "binary" -> !message.isText();
            case "from" -> from == Side.CLIENT ? "client" : "endpoint";
            default -> session.find(name, part);
        };
    }

    /** @throws io.tidegate.filter.json.JsonFault if it is none */
    private JsonText json() {
        JsonText known = json;
        if (known == null) {
            known = JsonText.of(message.text());
            json = known;
        }
        return known;
    }
}
