package io.tidegate.session;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.route.Leg;
import io.tidegate.transport.Pipe;
import io.tidegate.upstream.AttemptResult;
import io.tidegate.upstream.EndpointConnector;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a leg once: its upstream is asked for an endpoint as for any client's handshake, and with the one that agrees the leg
 * becomes a session of its own, whose client we are. Confined.
 */
final class LegOpening implements Connecting.Owner {
    /** Whose leg it is. Told once, perhaps within {@link LegOpening#begin}; not after {@link LegOpening#callOff}. */
    interface Owner {
        /** It is open; to be begun at once. */
        void onOpened(LegRelay begun);

        /** It is not. */
        void onRefused(Refusal refusal);
    }

    private static final Logger LOG = LoggerFactory.getLogger(LegOpening.class);

    private final LegSite site;
    private final Leg leg;
    private final Owner owner;
    private final Pipe pipe;
    private final Arrival arrival;
    private @Nullable Connecting connecting;

    /** @param opened how often the leg was before */
    LegOpening(LegSite site, Leg leg, int opened, Owner owner) {
        this.site = site;
        this.leg = leg;
        this.owner = owner;
        this.pipe = Pipe.open(site.loop().eventLoop());
        this.arrival = site.of(leg, opened, pipe.far());
    }

    void begin() {
        String name = leg.config().upstream();
        EndpointConnector connector = site.sessions().connector(name);
        if (connector == null) {
            refuse(Refusal.problem(503, Cause.REMOVED, "The service is not available at the moment.")
                    .because("upstream " + name + " was removed by a reload"));
            return;
        }
        connecting = new Connecting(this, arrival, site.telemetry(), connector);
        connecting.begin();
    }

    /** The session ends. */
    void callOff(Ending ending) {
        if (connecting != null) {
            connecting.cancel();
        }
        over(ending.cause(), 0, "the session ended before");
    }

    @Override
    public void onConnected(Connecting chosen, AttemptResult.Connected connected) {
        if (!Objects.equals(connected.answer().subprotocol(), site.subprotocol())) {
            Replacement.dismiss(chosen.upstream(), chosen.endpoint(), connected, site.loop());
            String id = chosen.endpoint().id();
            refuse(Refusal.problem(502, Cause.NO_ENDPOINT, "The service broke the handshake.")
                    .because(id + ": agrees to another subprotocol than the session's own endpoint"));
            return;
        }
        Agreement agreed = Agreement.of(
                leg.route(), arrival.handshake(), connected.answer().deflate());
        Session session =
                new Joining(site.sessions(), arrival, chosen.upstream(), chosen.endpoint()).joinLeg(connected, agreed);
        owner.onOpened(new LegRelay(site, session, pipe.near(), agreed.client()));
    }

    @Override
    public void refuse(Refusal refusal) {
        LOG.debug("{} was not opened: {}", arrival.journey().sessionId(), refusal.reason());
        over(refusal.cause(), refusal.status(), refusal.reason());
        owner.onRefused(refusal);
    }

    private void over(Cause cause, int code, String reason) {
        site.telemetry().ended(arrival.journey(), new Ending(arrival.journey().phase(), cause, code, reason));
        pipe.near().close();
        pipe.far().close();
    }
}
