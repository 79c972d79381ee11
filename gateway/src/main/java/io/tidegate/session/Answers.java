package io.tidegate.session;

import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;
import org.jspecify.annotations.Nullable;

/** What filters answer to either side of a session, each made when it is first needed. Confined. */
final class Answers {
    private final SessionParts parts;
    private @Nullable Replies toClient;
    private @Nullable Replies toUpstream;

    Answers(SessionParts parts) {
        this.parts = parts;
    }

    Replies to(Side side) {
        Replies known = side == Side.CLIENT ? toClient : toUpstream;
        if (known != null) {
            return known;
        }
        Peer peer = side == Side.CLIENT ? parts.client() : parts.upstream();
        FrameRelay inbound = side == Side.CLIENT ? parts.fromUpstream() : parts.fromClient();
        var writer = new MessageWriter(side, peer.channel().alloc(), parts.codecs(), null);
        var made = new Replies(peer, inbound, writer, parts.routeCounters().from(side));
        toClient = side == Side.CLIENT ? made : toClient;
        toUpstream = side == Side.UPSTREAM ? made : toUpstream;
        return made;
    }

    /** Whether something was written to {@code side} since the last call, which is to be flushed. */
    @HotPath
    boolean hasReplied(Side side) {
        Replies replies = side == Side.CLIENT ? toClient : toUpstream;
        return replies != null && replies.hasReplied();
    }

    /** The session has ended. */
    void giveUp() {
        if (toClient != null) {
            toClient.giveUp();
        }
        if (toUpstream != null) {
            toUpstream.giveUp();
        }
    }
}
