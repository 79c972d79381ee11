package io.tidegate.session;

import io.tidegate.protocol.CloseCode;
import io.tidegate.time.Jitter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When clients that are sent away are asked to come back: {@code retry-after-ms=N} in the reason of their Close. */
final class RetryAfter {
    /** Within which a client comes back that is sent away while others stay. */
    static final Duration LEAST = Duration.ofSeconds(1);

    private static final Duration MOST = Duration.ofMinutes(1);
    private static final Duration EACH = Duration.ofMillis(2);
    private static final int MOST_REASON_BYTES = 123;

    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

    private RetryAfter() {}

    /**
     * Within what time clients are to come back that are sent away together: what they need at 500 a second, less what the
     * spreading of their ends gives them already; 1 s to 1 m.
     *
     * @param over from the first one's end to the last one's
     */
    static Duration spread(int clients, Duration over) {
        Duration needed = EACH.multipliedBy(clients).minus(over);
        if (needed.compareTo(LEAST) < 0) {
            return LEAST;
        }
        return needed.compareTo(MOST) > 0 ? MOST : needed;
    }

    /** The reason with a time of this client's own, drawn from the spread; without, if the code asks nobody back or it has no room. */
    static String drawn(String reason, int code, Duration spread) {
        if (code != CloseCode.SERVICE_RESTART && code != CloseCode.TRY_AGAIN_LATER) {
            return reason;
        }
        return with(reason, Jitter.upTo(spread).toMillis());
    }

    /** The reason with the time that a {@code Retry-After} says in seconds; without, if that says nothing of the kind. */
    static String exactly(String reason, @Nullable String seconds) {
        return seconds == null || !SECONDS.matcher(seconds).matches()
                ? reason
                : with(reason, TimeUnit.SECONDS.toMillis(Long.parseLong(seconds)));
    }

    private static String with(String reason, long millis) {
        String time = "retry-after-ms=" + millis;
        String whole = reason.isEmpty() ? time : reason + "; " + time;
        return whole.getBytes(StandardCharsets.UTF_8).length > MOST_REASON_BYTES ? reason : whole;
    }
}
