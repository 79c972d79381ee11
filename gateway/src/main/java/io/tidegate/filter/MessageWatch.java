package io.tidegate.filter;

import io.tidegate.protocol.Side;
import org.jspecify.annotations.Nullable;

/** Looks on as the messages of a session are judged, and changes nothing. Confined. */
public interface MessageWatch {
    /** What becomes of one message. */
    interface Sight {
        /** A filter did not just let it pass, or what others have made of it. */
        void said(String filter, Verdicts.Action verdict);

        /**
         * It has been dealt with. Called once.
         *
         * @param secret as {@link Message#isSecret}
         */
        void done(boolean secret);
    }

    /**
     * A message is about to be judged.
     *
     * @param message as it came; valid for this call only
     * @return who is told what becomes of it; null for nobody
     */
    @Nullable
    Sight onMessage(Side from, Message message);
}
