package io.tidegate.telemetry;

import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Side;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop tells the JVM's flight recorder of its clients. While nothing is recorded it costs one question for each event, and
 * nothing is made or kept. Confined.
 */
final class Flight {
    private static final SessionOpened OPENED = new SessionOpened();
    private static final SessionEnded ENDED = new SessionEnded();
    private static final SlowHandshake HANDSHAKE = new SlowHandshake();
    private static final ReadPaused PAUSED = new ReadPaused();

    // of those that are under way now and began while they were recorded
    private final IdentityHashMap<Journey, SlowHandshake> handshakes = new IdentityHashMap<>();
    private final IdentityHashMap<Journey, ReadPaused> clientPauses = new IdentityHashMap<>();
    private final IdentityHashMap<Journey, ReadPaused> upstreamPauses = new IdentityHashMap<>();

    /** Events that are under way. */
    int underWay() {
        return handshakes.size() + clientPauses.size() + upstreamPauses.size();
    }

    void accepted(Journey journey) {
        if (HANDSHAKE.isEnabled()) {
            SlowHandshake handshake = new SlowHandshake();
            handshake.begin();
            handshakes.put(journey, handshake);
        }
    }

    /** The client was no client of any route. */
    void forgotten(Journey journey) {
        handshakes.remove(journey);
    }

    void opened(Journey journey) {
        handshakeOver(journey, "101");
        if (OPENED.isEnabled()) {
            SessionOpened opened = new SessionOpened();
            opened.session = journey.sessionId();
            opened.route = journey.route();
            opened.upstream = journey.upstream();
            opened.endpoint = journey.endpoint();
            opened.handshake = journey.openedNanos() - journey.acceptedNanos();
            opened.commit();
        }
    }

    void readPaused(Journey journey, Side side, String why) {
        if (PAUSED.isEnabled()) {
            ReadPaused paused = new ReadPaused();
            paused.session = journey.sessionId();
            paused.route = journey.route();
            paused.side = side.label();
            paused.reason = why;
            paused.begin();
            pauses(side).put(journey, paused);
        }
    }

    void readAgain(Journey journey, Side side) {
        ReadPaused paused = pauses(side).remove(journey);
        if (paused != null) {
            paused.commit();
        }
    }

    void ended(Journey journey, SessionView last, Ending ending) {
        handshakeOver(journey, CloseCode.label(ending.code()));
        readAgain(journey, Side.CLIENT);
        readAgain(journey, Side.UPSTREAM);
        if (ENDED.isEnabled()) {
            SessionEnded ended = new SessionEnded();
            ended.session = last.id();
            ended.route = last.route();
            ended.upstream = last.upstream();
            ended.endpoint = last.endpoint();
            ended.phase = ending.phase().label();
            ended.cause = ending.cause().label();
            ended.endedBy = ending.cause().endedBy();
            ended.code = ending.code();
            ended.reason = ending.reason();
            ended.age = TimeUnit.MILLISECONDS.toNanos(last.ageMillis());
            ended.attempts = last.attempts();
            ended.resumes = last.resumes();
            ended.clientMessages = last.fromClient().messages();
            ended.clientBytes = last.fromClient().bytes();
            ended.upstreamMessages = last.fromUpstream().messages();
            ended.upstreamBytes = last.fromUpstream().bytes();
            ended.commit();
        }
    }

    private void handshakeOver(Journey journey, String status) {
        SlowHandshake handshake = handshakes.remove(journey);
        if (handshake != null) {
            handshake.session = journey.sessionId();
            handshake.listener = journey.listener();
            handshake.route = journey.route();
            handshake.status = status;
            handshake.commit();
        }
    }

    private Map<Journey, ReadPaused> pauses(Side side) {
        return side == Side.CLIENT ? clientPauses : upstreamPauses;
    }

    @Name("tidegate.SessionOpened")
    @Label("Session Opened")
    @Description("A client got its 101, or a leg of its session is open")
    @Category("Tidegate")
    @StackTrace(false)
    static final class SessionOpened extends Event {
        @Nullable
        String session;

        @Nullable
        String route;

        @Nullable
        String upstream;

        @Nullable
        String endpoint;

        @Timespan(Timespan.NANOSECONDS)
        long handshake;
    }

    @Name("tidegate.SessionEnded")
    @Label("Session Ended")
    @Description("A session ended, or a handshake that came to none")
    @Category("Tidegate")
    @StackTrace(false)
    static final class SessionEnded extends Event {
        @Nullable
        String session;

        @Nullable
        String route;

        @Nullable
        String upstream;

        @Nullable
        String endpoint;

        @Nullable
        String phase;

        @Nullable
        String cause;

        @Nullable
        String endedBy;

        int code;

        @Nullable
        String reason;

        @Timespan(Timespan.NANOSECONDS)
        long age;

        int attempts;
        int resumes;
        long clientMessages;

        @DataAmount
        long clientBytes;

        long upstreamMessages;

        @DataAmount
        long upstreamBytes;
    }

    @Name("tidegate.SlowHandshake")
    @Label("Slow Handshake")
    @Description("From accept to 101, or to the end without one")
    @Category("Tidegate")
    @StackTrace(false)
    @Threshold("100 ms")
    static final class SlowHandshake extends Event {
        @Nullable
        String session;

        @Nullable
        String listener;

        @Nullable
        String route;

        @Nullable
        String status;
    }

    @Name("tidegate.ReadPaused")
    @Label("Read Paused")
    @Description("A side of a session was not read")
    @Category("Tidegate")
    @StackTrace(false)
    @Threshold("1 ms")
    static final class ReadPaused extends Event {
        @Nullable
        String session;

        @Nullable
        String route;

        @Nullable
        String side;

        @Nullable
        String reason;
    }
}
