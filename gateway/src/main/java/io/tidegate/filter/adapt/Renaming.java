package io.tidegate.filter.adapt;

import io.tidegate.filter.Message;
import io.tidegate.filter.MessageVerdict;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts other ids into one JSON-RPC message; all else in it stays as it is written. Confined. */
final class Renaming {
    private final @Nullable PendingCalls asked;
    private final @Nullable PendingCalls answered;
    private final boolean passesUnknown;
    private final long nowNanos;
    private int done;

    private record Edit(int from, int to, String with) {
        Edit(Call.Id id, String with) {
            this(id.from(), id.to(), with);
        }
    }

    /**
     * @param asked requests of the side that the message comes from; null if they keep their ids
     * @param answered requests that its answers are to; null if those have kept their ids
     * @param passesUnknown whether answers go on that no request waits for
     */
    Renaming(@Nullable PendingCalls asked, @Nullable PendingCalls answered, boolean passesUnknown, long nowNanos) {
        this.asked = asked;
        this.answered = answered;
        this.passesUnknown = passesUnknown;
        this.nowNanos = nowNanos;
    }

    /** Why these calls cannot go on, one word; null if they can. */
    @Nullable
    String fault(List<Call> calls) {
        if (answered != null) {
            answered.hasRoomFor(0, nowNanos);
        }
        int requests = 0;
        for (Call call : calls) {
            requests += call.kind() == Call.Kind.REQUEST ? 1 : 0;
        }
        return asked == null || asked.hasRoomFor(requests, nowNanos) ? null : "max-pending";
    }

    /** What becomes of a message without a fault. */
    MessageVerdict apply(CallReader read, Message message) {
        byte[] bytes = message.bytes();
        List<Edit> edits = new ArrayList<>(2);
        List<Call> kept = new ArrayList<>(read.calls().size());
        for (Call call : read.calls()) {
            if (passes(call, bytes, edits)) {
                kept.add(call);
            }
        }
        boolean whole = kept.size() == read.calls().size();
        if (whole && edits.isEmpty()) {
            return MessageVerdict.Pass.FORWARD;
        }
        if (kept.isEmpty()) {
            return MessageVerdict.Pass.DROP;
        }
        edits.sort(Comparator.comparingInt(Edit::from));
        byte[] made = whole ? edited(bytes, edits) : batch(bytes, kept, edits);
        return new MessageVerdict.Replace(Message.view(true, made, 0, made.length, made.length));
    }

    /** Whether {@code call} goes on; {@code edits} gets what changes in it. */
    private boolean passes(Call call, byte[] bytes, List<Edit> edits) {
        Call.Id id = call.id();
        if (call.kind() == Call.Kind.REQUEST && id != null && asked != null) {
            edits.add(new Edit(id, asked.ask(id, text(bytes, id), nowNanos)));
        }
        if (call.kind() == Call.Kind.ANSWER && id != null && answered != null) {
            String theirs = answered.answer(id);
            if (theirs == null) {
                return passesUnknown;
            }
            edits.add(new Edit(id, theirs));
        }
        Call.Id reference = call.reference();
        String named = reference == null || asked == null ? null : asked.named(reference);
        if (reference != null && named != null) {
            edits.add(new Edit(reference, named));
        }
        return true;
    }

    private byte[] edited(byte[] bytes, List<Edit> edits) {
        var out = new ByteArrayOutputStream(bytes.length + 16);
        write(out, bytes, 0, bytes.length, edits);
        return out.toByteArray();
    }

    /** Of a batch of which some go no further; those have no edits. */
    private byte[] batch(byte[] bytes, List<Call> calls, List<Edit> edits) {
        var out = new ByteArrayOutputStream(bytes.length);
        int separator = '[';
        for (Call call : calls) {
            out.write(separator);
            write(out, bytes, call.from(), call.to(), edits);
            separator = ',';
        }
        out.write(']');
        return out.toByteArray();
    }

    private void write(ByteArrayOutputStream out, byte[] bytes, int from, int to, List<Edit> edits) {
        int at = from;
        for (; done < edits.size() && edits.get(done).to() <= to; done++) {
            Edit edit = edits.get(done);
            out.write(bytes, at, edit.from() - at);
            out.writeBytes(edit.with().getBytes(StandardCharsets.UTF_8));
            at = edit.to();
        }
        out.write(bytes, at, to - at);
    }

    private static String text(byte[] bytes, Call.Id id) {
        return new String(bytes, id.from(), id.to() - id.from(), StandardCharsets.UTF_8);
    }
}
