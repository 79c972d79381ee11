package io.tidegate.session.replay;

import io.tidegate.config.ReplayConfig;
import io.tidegate.config.ReplayConfig.Preset;
import io.tidegate.config.ResumeConfig;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session's endpoint was told and the next one must be told, and what the client must not hear twice. Judges messages
 * after all filters, so it knows those that are passed on. Confined.
 */
public final class Recording implements MessageFilter {
    /** What it is called among the filters. */
    public static final String NAME = "resume";

    private final List<Protocol> protocols;
    private final boolean foreign;
    private final ArrayDeque<Entry> untold = new ArrayDeque<>();
    private @Nullable Entry barrier;
    private long answered;

    /** How many messages went to the next endpoint. */
    public record Told(int replayed, int resent) {}

    private Recording(List<Protocol> protocols, boolean foreign) {
        this.protocols = protocols;
        this.foreign = foreign;
    }

    /**
     * For a session that begins.
     *
     * @param subprotocol that was agreed on
     * @param room for what is recorded
     * @return null if nothing is to be recorded
     */
    public static @Nullable Recording of(@Nullable ResumeConfig resume, @Nullable String subprotocol, Room room) {
        if (resume == null || !resume.records()) {
            return null;
        }
        List<Protocol> protocols = new ArrayList<>(2);
        ReplayConfig replay = resume.replay();
        boolean graphQl = replay != null && replay.preset() == Preset.GRAPHQL_TRANSPORT_WS;
        if (replay != null) {
            protocols.add(graphQl ? new GraphQl(replay, room) : new Rules(replay, room));
        }
        if (resume.resend() != null) {
            protocols.add(new Requests(resume.resend(), room));
        }
        return new Recording(protocols, graphQl && !GraphQl.SUBPROTOCOL.equals(subprotocol));
    }

    @Override
    public MessageVerdict onMessage(Side from, Message message) {
        for (Protocol protocol : protocols) {
            long before = protocol.ledger().recorded();
            MessageVerdict verdict = protocol.onMessage(from, message);
            if (verdict != MessageVerdict.Pass.FORWARD) {
                answered += from == Side.CLIENT ? 1 : 0;
                return verdict;
            }
            if (protocol.ledger().recorded() > before) { // what is replayed need not be sent again as a request too
                return verdict;
            }
        }
        return MessageVerdict.Pass.FORWARD;
    }

    /** Why no endpoint can take this session over, as a reason for its client; null if one can. */
    public @Nullable String obstacle() {
        if (foreign) {
            return "another subprotocol cannot be replayed";
        }
        boolean overflown =
                protocols.stream().anyMatch(protocol -> protocol.ledger().isOverflown());
        return overflown ? "more to replay than is recorded" : null;
    }

    /** Whether the endpoint owes a reply that no other one would give as well. */
    public boolean isAwaited() {
        return protocols.stream().anyMatch(Protocol::isAwaited);
    }

    /** Messages of the client that were answered here, and went to no endpoint. */
    public long answered() {
        return answered;
    }

    /** The endpoint is lost; what is passed on from now on is kept. */
    public Parting onLoss() {
        untold.clear();
        barrier = null;
        List<Message> tell = new ArrayList<>();
        int abandoned = 0;
        for (Protocol protocol : protocols) {
            protocol.ledger().hold();
            Parting parting = protocol.onLoss();
            tell.addAll(parting.tell());
            abandoned += parting.abandoned();
        }
        return new Parting(tell, abandoned);
    }

    /** There is another endpoint, which is to be told all that {@link #next} returns. */
    public Told onEndpoint() {
        int replayed = 0;
        int resent = 0;
        for (Protocol protocol : protocols) {
            List<Entry> sent = protocol.ledger().sent();
            untold.addAll(sent);
            replayed += protocol instanceof Requests ? 0 : sent.size();
            resent += protocol instanceof Requests ? sent.size() : 0;
        }
        return new Told(replayed, resent);
    }

    /** The next message for the endpoint; null if there is none, or an answer to the last one has to come first. */
    public @Nullable Message next() {
        while (!isWaiting() && !untold.isEmpty()) {
            Entry entry = untold.removeFirst();
            if (!entry.isForgotten() && entry.message() != null) {
                entry.sentAgain();
                barrier = entry.isBarrier() ? entry : null;
                return entry.message();
            }
        }
        return null;
    }

    /** Whether the endpoint owes an answer without which nothing else may be sent to it. */
    public boolean isWaiting() {
        return barrier != null && barrier.isAwaited();
    }

    /** The endpoint was told all, and what was kept goes to it. */
    public void onTold() {
        protocols.forEach(protocol -> protocol.ledger().release());
    }
}
