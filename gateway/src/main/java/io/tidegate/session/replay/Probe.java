package io.tidegate.session.replay;

import io.tidegate.filter.Message;
import io.tidegate.filter.content.PointerText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks into one message after the other, at each place once. Confined. */
final class Probe {
    private static final String NOTHING = new String();

    private final Map<String, PointerText> places = new HashMap<>(4);
    private final Map<String, String> found = new HashMap<>(4);
    private Message message = Message.text("");

    /** {@code next} is what is looked into from now on. */
    void on(Message next) {
        message = next;
        found.clear();
    }

    /** What stands at a JSON pointer; null if there is no such scalar. */
    @SuppressWarnings("ReferenceEquality") // a text of its own
    @Nullable
    String at(String pointer) {
        String text = found.get(pointer);
        if (text == null) {
            String there = places.computeIfAbsent(pointer, PointerText::of).in(message);
            text = there == null ? NOTHING : there;
            found.put(pointer, text);
        }
        return text == NOTHING ? null : text;
    }

    /** What follows {@code prefix}; null if the message is no text that starts with it. */
    @Nullable
    String after(byte[] prefix) {
        ByteBuffer content = message.buffer();
        boolean starts = message.isText() && content.remaining() >= prefix.length;
        for (int i = 0; starts && i < prefix.length; i++) {
            starts = content.get(i) == prefix[i];
        }
        return starts
                ? StandardCharsets.UTF_8.decode(content.position(prefix.length)).toString()
                : null;
    }

    /** All of the message. */
    String all() {
        return message.text();
    }
}
