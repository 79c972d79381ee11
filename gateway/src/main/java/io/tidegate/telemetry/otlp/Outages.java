package io.tidegate.telemetry.otlp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of a receiver that fails: the first of several failures, and the end of them. Confined to the thread that pushes. */
public final class Outages {
    private static final Logger LOG = LoggerFactory.getLogger(Outages.class);

    private final String who;
    private final String what;
    private boolean failing;

    /**
     * @param who the receiver, as the configuration calls it
     * @param what is pushed
     */
    public Outages(String who, String what) {
        this.who = who;
        this.what = what;
    }

    /** A push came to an end. */
    public void tell(Outcome outcome) {
        if (!outcome.isTaken() && !failing) {
            LOG.warn("{} does not take {}: {}; it is tried again", who, what, outcome.fault());
        } else if (outcome.isTaken() && failing) {
            LOG.info("{} takes {} again", who, what);
        }
        failing = !outcome.isTaken();
    }
}
