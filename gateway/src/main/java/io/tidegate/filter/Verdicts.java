package io.tidegate.filter;

import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.Side;
import java.util.Locale;

/** Told what filters made of handshakes, frames and messages, where that is not just to let them pass. Confined. */
public interface Verdicts {
    /** Tells nobody. */
    Verdicts UNCOUNTED = (filter, from, action) -> {};

    /** What a filter did. */
    enum Action {
        HOLD,
        DROP,
        /** It let pass what is over a limit, and said so in the log. */
        LOG,
        REPLACE,
        REPLY,
        DEFER,
        CLOSE,
        REFUSE,
        /** It failed, and the handshake or session with it. */
        FAIL;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** The word for it in metrics and the admin API. */
        public String label() {
            return label;
        }
    }

    /** The session that is judged, for logs; empty if it is not known. */
    default String sessionId() {
        return "";
    }

    /**
     * Once for each verdict.
     *
     * @param filter as the configuration calls it
     * @param from whose handshake, frame or message it was
     */
    @ColdPath
    void count(String filter, Side from, Action action);
}
