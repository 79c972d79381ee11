package io.tidegate.session;

import io.tidegate.filter.OpenSession;
import io.tidegate.filter.Stay;
import io.tidegate.protocol.Cause;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;

/** An open session, as filters see it. Confined. */
final class OpenedSession implements OpenSession {
    private final Registered session;
    private final Loop loop;
    private boolean over;

    OpenedSession(Registered session, Loop loop, Stay stay) {
        this.session = session;
        this.loop = loop;
        stay.onEnd(_ -> over = true);
    }

    @Override
    public void arm(TimerWheel.Timer timer, long deadlineNanos) {
        if (!over) {
            loop.arm(timer, deadlineNanos);
        }
    }

    @Override
    public void disarm(TimerWheel.Timer timer) {
        loop.disarm(timer);
    }

    @Override
    public void end(Cause cause, int code, String reason) {
        if (!over) {
            over = true;
            session.kill(cause, code, reason);
        }
    }

    @Override
    public void renewed() {
        session.journey().renewed();
    }

    @Override
    public boolean isOver() {
        return over;
    }
}
