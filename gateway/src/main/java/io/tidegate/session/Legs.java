package io.tidegate.session;

import io.tidegate.filter.FrameVerdict;
import io.tidegate.filter.Message;
import io.tidegate.filter.expression.Facts;
import io.tidegate.filter.expression.MessageFacts;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Side;
import io.tidegate.route.Leg;
import io.tidegate.route.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The legs of one session beside its own endpoint: says which of the client's messages go to which, and sends them there.
 * Confined.
 */
final class Legs {
    /** Whose legs they are. */
    interface Owner {
        /**
         * Does nothing if the session is ending.
         *
         * @param ending with the code for the client
         */
        void end(Ending ending, int toUpstream);

        /** A filter refuses a message of {@code from}, and with it the session. */
        void refused(Side from, FrameVerdict.Close refusal);

        /** What {@code from} sent and waits for the other side can be delivered. */
        void deliver(Side from);

        /** A leg has written to the client, which is to be flushed. */
        void legWrote();

        /** The endpoint of a leg has sent data or a ping. */
        void legHeard();

        /** A leg that was full can take messages of the client again. */
        void legHasRoom();
    }

    private final LegSite site;
    private final Facts session;
    private final List<LegPort> ports = new ArrayList<>(2); // only those that were opened
    private List<Leg> legs;
    private @Nullable Binding binding;
    private @Nullable Owner owner;
    private long messages;
    private boolean over;

    Legs(LegSite site, Route route) {
        this.site = site;
        this.session = site.facts();
        this.legs = route.legs();
    }

    /** From the start. */
    void belongTo(Owner session) {
        owner = session;
    }

    /**
     * Sends {@code message} of the client to the leg that takes it.
     *
     * @return what became of it; null if it is for no leg
     */
    Delivery.@Nullable Outcome pass(Message message) {
        var facts = new MessageFacts(session, Side.CLIENT, message);
        for (Leg leg : legs) {
            if (leg.rule().takes(message, facts)) {
                messages++;
                return port(leg).pass(message);
            }
        }
        return null;
    }

    /** How many messages of the client were for a leg. */
    long messages() {
        return messages;
    }

    /** Whether a leg can take no more for now: which one the next message is for is not known before it is read. */
    boolean isFull() {
        for (LegPort port : ports) {
            if (port.isFull()) {
                return true;
            }
        }
        return false;
    }

    /** The burst is over that brought the client's messages. */
    void flush() {
        ports.forEach(LegPort::flush);
    }

    /**
     * The client can take no more, or can again.
     *
     * @param pauses whether the legs are not to be read meanwhile
     */
    void onClientWritability(boolean pauses) {
        ports.forEach(port -> port.onClientWritability(pauses));
    }

    /** What the legs have waiting is held against the budgets; false if they have no room for it. */
    boolean holdMemory() {
        for (LegPort port : ports) {
            if (!port.holdMemory()) {
                return false;
            }
        }
        return true;
    }

    /** A reload has made {@code route} of the session's, and {@code bound} of what messages are judged by. */
    void rebind(Route route, Binding bound) {
        legs = route.legs();
        binding = bound;
        ports.forEach(port -> port.rebind(route.leg(port.name()), bound));
    }

    /** The session ends, and the legs with it, for the same reason. */
    void over(Ending ending) {
        if (!over) {
            over = true;
            ports.forEach(port -> port.over(ending));
        }
    }

    private LegPort port(Leg leg) {
        for (LegPort port : ports) {
            if (port.name().equals(leg.name())) {
                return port;
            }
        }
        LegPort made = new LegPort(site, leg, binding, Objects.requireNonNull(owner));
        ports.add(made);
        return made;
    }
}
