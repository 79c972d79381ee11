package io.tidegate.session.tap;

import io.tidegate.filter.Message;
import io.tidegate.filter.MessageWatch;
import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import io.tidegate.session.tap.TapEvent.Part;
import io.tidegate.session.tap.TapEvent.Said;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies the start of each message that a tap wants, and tells of it when it has been dealt with. Confined. */
public final class MessageTap implements MessageWatch {
    private static final String SECRET = "secret";

    private final Tap tap;

    public MessageTap(Tap tap) {
        this.tap = tap;
    }

    @Override
    public @Nullable Sight onMessage(Side from, Message message) {
        return tap.wants(from) && tap.draws() ? new Seen(tap, from, message) : null;
    }

    /** One message, not told of before it is known whether it is a secret. */
    private static final class Seen implements Sight {
        private final Tap tap;
        private final Side from;
        private final long atMillis = System.currentTimeMillis();
        private final boolean text;
        private final int size;
        private final ByteBuffer content;
        private final List<Said> said = new ArrayList<>(1);

        Seen(Tap tap, Side from, Message message) {
            this.tap = tap;
            this.from = from;
            this.text = message.isText();
            this.size = message.size();
            byte[] first = new byte
                    [Math.min(size, text ? FrameWalk.MOST_TEXT : tap.wish().bytes())];
            message.buffer().get(first);
            this.content = ByteBuffer.wrap(first);
        }

        @Override
        public void said(String filter, Verdicts.Action verdict) {
            said.add(new Said(filter, verdict));
        }

        @Override
        public void done(boolean secret) {
            if (secret) {
                Arrays.fill(content.array(), (byte) 0);
                content.limit(0);
            }
            tap.offer(new TapEvent(
                    atMillis,
                    from,
                    text ? Opcode.TEXT : Opcode.BINARY,
                    Part.WHOLE,
                    size,
                    false,
                    content,
                    secret ? SECRET : null,
                    said));
        }
    }
}
