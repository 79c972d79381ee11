package io.tidegate.filter;

import io.tidegate.protocol.Side;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** Tells the JVM's flight recorder of a filter that took its time. Confined. */
@Name("tidegate.SlowFilter")
@Label("Slow Filter")
@Description("A filter judged a handshake or a message, on the event loop or while the session waited for it")
@Category("Tidegate")
@StackTrace(false)
@Threshold("10 ms")
final class SlowFilter extends Event {
    private static final SlowFilter EVENT = new SlowFilter();

    @Nullable
    String filter;

    @Nullable
    String session;

    @Nullable
    String judged;

    @Nullable
    String side;

    boolean deferred;

    /** One that begins now; null while nothing is recorded, which costs a question. */
    static @Nullable SlowFilter begun() {
        if (!EVENT.isEnabled()) {
            return null;
        }
        SlowFilter begun = new SlowFilter();
        begun.begin();
        return begun;
    }

    /** @param deferred whether it had to wait, and the event loop went on */
    static void handshakeJudged(@Nullable SlowFilter begun, String filter, String session, boolean deferred) {
        if (begun != null) {
            begun.session = session;
            begun.over("handshake", filter, Side.CLIENT, deferred);
        }
    }

    /** @param deferred as in {@link #handshakeJudged} */
    static void messageJudged(@Nullable SlowFilter begun, String filter, String session, Side from, boolean deferred) {
        if (begun != null) {
            begun.session = session;
            begun.over("message", filter, from, deferred);
        }
    }

    private void over(String what, String name, Side from, boolean waited) {
        end();
        judged = what;
        filter = name;
        side = from.label();
        deferred = waited;
        commit();
    }
}
