package io.tidegate.session;

import io.tidegate.config.DeadLettersConfig;
import io.tidegate.filter.FrameFilters;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.filter.Message;
import io.tidegate.journal.Lane;
import io.tidegate.journal.MessageLine;
import io.tidegate.journal.MessageLine.Facts;
import io.tidegate.journal.MessageLine.Fate;
import io.tidegate.journal.MessageLine.Origin;
import io.tidegate.journal.MessageLine.Payload;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.Side;
import io.tidegate.route.Route;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import org.jspecify.annotations.Nullable;

/** Writes a line about each message of a session that was taken and not delivered. Confined. */
final class DeadLetters {
    /** The reason where a message waited or came while its session ended. */
    static final String UNDELIVERED = "undelivered";

    private final Lane lane;
    private final String session;
    private final String route;
    private final int payloadBytes;

    private DeadLetters(Lane lane, String session, String route, int payloadBytes) {
        this.lane = lane;
        this.session = session;
        this.route = route;
        this.payloadBytes = payloadBytes;
    }

    /** Of a session on {@code route}; null where that keeps none. */
    static @Nullable DeadLetters of(Route route, Journey journey, LoopTelemetry telemetry) {
        DeadLettersConfig config = route.config().deadLetters();
        Lane lane = telemetry.deadLetters();
        return config == null || lane == null
                ? null
                : new DeadLetters(lane, journey.sessionId(), route.name(), (int)
                        config.payload().bytes());
    }

    /**
     * A data frame is not passed on.
     *
     * @param verdict of {@code filters}
     * @param ending whether no frame is passed on any more, whatever the verdict
     */
    @ColdPath
    void leftOut(Side from, FrameHeader frame, FrameVerdict verdict, FrameFilters filters, boolean ending) {
        switch (verdict) {
            case FrameVerdict.Close close ->
                write(from, facts(frame), null, byFilter(filters.decider(), close.cause()));
            case FrameVerdict.Pass _, FrameVerdict.Hold _, FrameVerdict.Reply _ -> {
                if (frame.startsMessage()) { // the others belong to one that was told of
                    String said = verdict instanceof FrameVerdict.Reply ? "reply" : "drop";
                    Fate fate = ending ? new Fate(UNDELIVERED, null) : new Fate("filter:" + filters.decider(), said);
                    write(from, facts(frame), null, fate);
                }
            }
        }
    }

    /** A filter has left {@code message} out, or answered it: {@code verdict} says which. */
    void refused(Side from, Message message, String filter, String verdict) {
        write(from, message, new Fate("filter:" + filter, verdict));
    }

    /** A filter ends the session for {@code message}. */
    void refused(Side from, Message message, String filter, Cause cause) {
        write(from, message, byFilter(filter, cause));
    }

    /** No filter is why {@code message} does not go on. */
    void lost(Side from, Message message, String reason) {
        write(from, message, new Fate(reason, null));
    }

    private void write(Side from, Message message, Fate fate) {
        var facts = new Facts(message.isText(), message.size(), message.wireBytes(), message.id(), false);
        Payload payload = payloadBytes == 0 || message.isSecret()
                ? null
                : Payload.of(message.buffer(), message.isText(), payloadBytes);
        write(from, facts, payload, fate);
    }

    private void write(Side from, Facts facts, @Nullable Payload payload, Fate fate) {
        lane.offer(new MessageLine(new Origin(System.currentTimeMillis(), session, route, from), facts, payload, fate));
    }

    private static Facts facts(FrameHeader frame) {
        return Facts.of(frame, frame.startsMessage() && !frame.compressed());
    }

    private static Fate byFilter(String name, Cause cause) {
        return new Fate("filter:" + name, cause == Cause.INTERNAL ? "fail" : "close");
    }
}
