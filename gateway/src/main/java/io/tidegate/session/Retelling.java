package io.tidegate.session;

import io.tidegate.filter.Message;
import io.tidegate.session.replay.Recording;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;

/**
 * Tells the endpoint that takes a session over what the one before was told, as far as its answers allow, while what the
 * client sends is still kept. Confined.
 */
final class Retelling {
    private final Recording recording;
    private final Peer upstream;
    private final MessageWriter writer;
    private final Loop loop;
    private final Recording.Told told;
    private final TimerWheel.Timer limit;

    /** @param onLate called if the endpoint has not answered by then */
    Retelling(Recording recording, Peer upstream, MessageWriter writer, Loop loop, Runnable onLate) {
        this.recording = recording;
        this.upstream = upstream;
        this.writer = writer;
        this.loop = loop;
        this.told = recording.onEndpoint();
        this.limit = new TimerWheel.Timer() {
            @Override
            protected void onTimeout(long nowNanos) {
                onLate.run();
            }
        };
    }

    /** Until then the endpoint must have given the answers that have to be awaited. */
    void limit(long deadlineNanos) {
        loop.arm(limit, deadlineNanos);
    }

    /** Writes what may be written now; returns whether that was the last of it. */
    boolean goOn() {
        for (Message message = recording.next(); message != null; message = recording.next()) {
            upstream.writeAhead(writer.frame(message));
        }
        upstream.flush();
        boolean done = !recording.isWaiting();
        if (done) {
            over();
        }
        return done;
    }

    /** How much it is. */
    Recording.Told told() {
        return told;
    }

    /** Nothing more is told. */
    void over() {
        loop.disarm(limit);
    }
}
