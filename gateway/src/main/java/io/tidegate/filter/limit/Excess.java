package io.tidegate.filter.limit;

import io.tidegate.config.Check;
import io.tidegate.filter.FaultLog;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.Side;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Says what becomes of what is over a limit, as configured. Shared. */
final class Excess {
    private static final int MOST_REPLY = 4096;

    private final String filter;
    private final Exceed exceed;
    private final String reply;
    private final FaultLog log;

    /** @param reply null unless {@code exceed} is to reply */
    Excess(String filter, Exceed exceed, @Nullable String reply) {
        this.filter = filter;
        this.exceed = exceed;
        this.reply = reply == null ? "" : reply;
        this.log = new FaultLog(filter);
    }

    /** The rules on the settings, for the record that has them. */
    static void check(Exceed exceed, @Nullable String reply, @Nullable Integer code) {
        Check.that(
                (exceed == Exceed.REPLY) == (reply != null), "reply must be given if exceed is reply, and only then");
        if (reply != null) {
            Check.between("reply", reply.length(), 1, MOST_REPLY);
        }
        Check.that(code == null || exceed == Exceed.CLOSE, "code must not be given unless exceed is close");
        Check.that(
                code == null || CloseCode.isValid(code),
                "code must be 1000 to 1003, 1007 to 1014 or 3000 to 4999, got " + code);
    }

    /** Of a frame that may be left out; as {@link #ofMessage}. */
    @ColdPath
    FrameVerdict ofFrame(Bound bound, long retryNanos, Side from, FilterContext session) {
        return switch (exceed) {
            case DELAY, CLOSE -> bound.close();
            case DROP -> FrameVerdict.Pass.DROP;
            case REPLY -> new FrameVerdict.Reply(reply(bound, retryNanos));
            case LOG -> {
                log(bound, null, from, session);
                yield FrameVerdict.Pass.FORWARD;
            }
        };
    }

    /**
     * Of a message.
     *
     * @param bound that it is over
     * @param retryNanos until the like of it may pass; 0 for never
     */
    MessageVerdict ofMessage(Message message, Bound bound, long retryNanos, Side from, FilterContext session) {
        return switch (exceed) {
            case DELAY, CLOSE -> {
                FrameVerdict.Close close = bound.close();
                yield new MessageVerdict.Close(close.cause(), close.code(), close.reason());
            }
            case DROP -> MessageVerdict.Pass.DROP;
            case REPLY -> new MessageVerdict.Reply(reply(bound, retryNanos));
            case LOG -> {
                log(bound, message.id(), from, session);
                yield MessageVerdict.Pass.FORWARD;
            }
        };
    }

    private Message reply(Bound bound, long retryNanos) {
        long retryMillis = retryNanos == 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(retryNanos));
        return Message.text(reply.replace("{rule}", bound.rule())
                .replace("{limit}", bound.text())
                .replace("{retry-ms}", Long.toString(retryMillis)));
    }

    private void log(Bound bound, @Nullable String id, Side from, FilterContext session) {
        session.verdicts().count(filter, from, Verdicts.Action.LOG);
        log.tell(session, from, id, "", bound.rule() + " " + bound.text());
    }
}
