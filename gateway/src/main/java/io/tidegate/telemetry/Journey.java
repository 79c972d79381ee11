package io.tidegate.telemetry;

import io.tidegate.filter.SessionKeys;
import io.tidegate.filter.Stay;
import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.CloseExchange;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client's way from accept to its one {@link Ending}, or a leg's from its first message to its own: what access log, metrics and
 * the admin API tell of it. Confined to the client's event loop.
 */
public final class Journey implements Verdicts {
    private final String sessionId;
    private final @Nullable Journey whole;
    private final @Nullable String leg;
    private final String listener;
    private final long acceptedNanos;
    private final long acceptedMillis;
    private final LegCounters fromClient = new LegCounters();
    private final LegCounters fromUpstream = new LegCounters();
    private final Stay stay = new Stay();
    private Phase phase = Phase.HANDSHAKE;
    private @Nullable InetSocketAddress client;
    private @Nullable String path;
    private @Nullable String query;
    private @Nullable String route;
    private @Nullable String upstream;
    private @Nullable String endpoint;
    private @Nullable String subprotocol;
    private @Nullable String requestId;
    private @Nullable String agent;
    private @Nullable SessionKeys keys;
    private @Nullable Trail trail;
    private int attempts;
    private int resumes;
    private long movedNanos;
    private long openedNanos;
    private @Nullable CloseExchange clientClose;
    private @Nullable CloseExchange upstreamClose;
    private long clientRttNanos = -1;
    private long upstreamRttNanos = -1;
    private @Nullable Timeline timeline; // from the first event on
    private Verdicts counted = UNCOUNTED;

    /**
     * @param acceptedNanos as {@link System#nanoTime}
     * @param acceptedMillis as {@link System#currentTimeMillis}
     */
    public Journey(String sessionId, String listener, long acceptedNanos, long acceptedMillis) {
        this(sessionId, listener, acceptedNanos, acceptedMillis, null, null);
    }

    private Journey(
            String sessionId,
            String listener,
            long acceptedNanos,
            long acceptedMillis,
            @Nullable Journey whole,
            @Nullable String leg) {
        this.sessionId = sessionId;
        this.whole = whole;
        this.leg = leg;
        this.listener = listener;
        this.acceptedNanos = acceptedNanos;
        this.acceptedMillis = acceptedMillis;
    }

    @Override
    public String sessionId() {
        return sessionId;
    }

    /**
     * That of a leg of this client's session, which is about to be connected.
     *
     * @param opened how often it was before
     */
    public Journey ofLeg(String name, int opened) {
        String id = sessionId + "." + name + (opened == 0 ? "" : "." + (opened + 1));
        Journey part = new Journey(id, listener, System.nanoTime(), System.currentTimeMillis(), this, name);
        part.client = client;
        part.path = path;
        part.query = query;
        part.requestId = requestId;
        part.agent = agent;
        part.route = route;
        part.keys = keys;
        part.trail = trail == null ? null : trail.ofLeg();
        part.phase = Phase.CONNECT;
        return part;
    }

    /** The client's, of which this is the way of a leg; null if it is the client's own. */
    public @Nullable Journey whole() {
        return whole;
    }

    /** The leg whose way it is; null for a client's own. */
    public @Nullable String leg() {
        return leg;
    }

    public String listener() {
        return listener;
    }

    public long acceptedNanos() {
        return acceptedNanos;
    }

    public long acceptedMillis() {
        return acceptedMillis;
    }

    public Phase phase() {
        return phase;
    }

    public void enter(Phase next) {
        if (next == phase) {
            return;
        }
        phase = next;
        if (next == Phase.PARKED) {
            readAgain(Side.UPSTREAM); // there is nobody to read from
        }
        note(TimelineEvent.PHASE, next.label(), endpoint, 0);
    }

    /** The client's address, from PROXY protocol or a trusted header where configured; null for a Unix domain socket. */
    public @Nullable InetSocketAddress client() {
        return client;
    }

    public void clientIs(@Nullable InetSocketAddress address) {
        client = address;
    }

    /** What tells its user apart, once filters were made for it. */
    public @Nullable SessionKeys keys() {
        return keys;
    }

    public void keysAre(SessionKeys known) {
        keys = known;
    }

    /** What filters hear of its end by. */
    public Stay stay() {
        return stay;
    }

    /** The normalised path, once the request is known. */
    public @Nullable String path() {
        return path;
    }

    public @Nullable String query() {
        return query;
    }

    /** {@code X-Request-Id}, the client's or ours. */
    public @Nullable String requestId() {
        return requestId;
    }

    public void requests(String normalisedPath, @Nullable String rawQuery, String id) {
        path = normalisedPath;
        query = rawQuery;
        requestId = id;
    }

    /** What the client says that it is, its first 256 characters; null where nobody wants to know. */
    @Nullable
    String agent() {
        return agent;
    }

    void agentIs(String userAgent) {
        agent = userAgent;
    }

    /** Its place in its trace; null where nothing is traced. */
    @Nullable
    Trail trail() {
        return trail;
    }

    /** Id of the trace that it is in, as logs have it; null where nothing is traced. */
    public @Nullable String traceId() {
        return trail == null ? null : trail.handshake().traceIdText();
    }

    void follow(Trail begun) {
        trail = begun;
    }

    public @Nullable String route() {
        return route;
    }

    public void routedTo(String name) {
        route = name;
    }

    public @Nullable String upstream() {
        return upstream;
    }

    /** The endpoint's id: the last one tried, or the one connected. */
    public @Nullable String endpoint() {
        return endpoint;
    }

    /** Endpoints tried. */
    public int attempts() {
        return attempts;
    }

    public void tries(String upstreamName, String endpointId) {
        upstream = upstreamName;
        endpoint = endpointId;
        attempts++;
    }

    /** Where it is, whatever was tried since. */
    public void endpointIs(String endpointId) {
        endpoint = endpointId;
    }

    /** When it was last moved on purpose, as {@link System#nanoTime}; 0 if it never was. */
    public long movedNanos() {
        return movedNanos;
    }

    /** Another endpoint has taken over on purpose. */
    void moved(long nowNanos, long gapNanos) {
        movedNanos = nowNanos;
        takenOver(TimelineEvent.MOVED, gapNanos);
    }

    /** How often another endpoint took over. */
    public int resumes() {
        return resumes;
    }

    /** Another endpoint has taken over. */
    void resumed(long gapNanos) {
        takenOver(TimelineEvent.RESUMED, gapNanos);
    }

    private void takenOver(TimelineEvent how, long gapNanos) {
        resumes++;
        phase = Phase.RELAY;
        readAgain(Side.UPSTREAM); // which is another one
        note(how, null, endpoint, gapNanos);
    }

    /** As {@link System#nanoTime}; 0 before 101. */
    public long openedNanos() {
        return openedNanos;
    }

    public @Nullable String subprotocol() {
        return subprotocol;
    }

    /** 101 goes to the client. */
    public void opened(long nowNanos, @Nullable String chosenSubprotocol) {
        openedNanos = nowNanos;
        subprotocol = chosenSubprotocol;
        enter(Phase.RELAY);
    }

    /** How far the closing handshake with {@code side} came; null before the session has ended. */
    @Nullable
    CloseExchange close(Side side) {
        return side == Side.CLIENT ? clientClose : upstreamClose;
    }

    /** The session has ended. */
    public void closed(CloseExchange withClient, CloseExchange withUpstream) {
        clientClose = withClient;
        upstreamClose = withUpstream;
    }

    /** What {@code side} sent. */
    public LegCounters from(Side side) {
        return side == Side.CLIENT ? fromClient : fromUpstream;
    }

    /** Round trip of our last answered ping; -1 if there is none. */
    public long rttNanos(Side side) {
        return side == Side.CLIENT ? clientRttNanos : upstreamRttNanos;
    }

    public void roundTrip(Side side, long nanos) {
        if (side == Side.CLIENT) {
            clientRttNanos = nanos;
        } else {
            upstreamRttNanos = nanos;
        }
        timeline().roundTrip(side, TimeUnit.NANOSECONDS.toMicros(nanos));
    }

    /** What its filters make of it is told to {@code route} too, from now on. */
    Verdicts countedBy(Verdicts route) {
        counted = route;
        return this;
    }

    /** The timeline has what holds a session up or ends it, not what is done to every message. */
    @Override
    public void count(String filter, Side from, Action action) {
        counted.count(filter, from, action);
        switch (action) {
            case HOLD, DROP, LOG, REPLY, CLOSE, REFUSE, FAIL ->
                timeline().count(Timeline.kind(TimelineEvent.VERDICT, from, action.label()), filter, millis());
            case DEFER -> {
                if (phase == Phase.ADMIT) {
                    timeline().begin(Timeline.kind(TimelineEvent.DEFERRED, null, null), filter, millis());
                }
            }
            case REPLACE -> {}
        }
    }

    /** {@code side} is read again. */
    void readAgain(Side side) {
        timeline().end(Timeline.kind(TimelineEvent.READ_PAUSED, side, null), millis());
    }

    /** What its client came in by was renewed. */
    public void renewed() {
        note(TimelineEvent.RENEWED, null, null, 0);
    }

    /** What happened so far. */
    Timeline timeline() {
        if (timeline == null) {
            timeline = new Timeline();
        }
        return timeline;
    }

    /** What happened, now that it has ended: nothing more is noted. */
    Timeline wholeTimeline() {
        timeline().over(millis());
        return timeline();
    }

    /**
     * It happened just now.
     *
     * @param word which of the event's words; null if it has none
     * @param nanos how long it took
     */
    void note(TimelineEvent event, @Nullable String word, @Nullable String text, long nanos) {
        long tookMillis = TimeUnit.NANOSECONDS.toMillis(nanos);
        timeline().add(Timeline.kind(event, null, word), text, millis() - tookMillis, tookMillis);
    }

    /** Since accept, by which the timeline counts. */
    long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - acceptedNanos);
    }
}
