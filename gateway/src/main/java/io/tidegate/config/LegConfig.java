package io.tidegate.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An upstream of a route beside its own, for some of a client's messages. It is connected to when the first of them comes, and what
 * it sends goes to the client.
 *
 * @param upstream where these messages go
 * @param when which messages: of several legs that would take one, the first in the file does
 * @param rewrite how the path changes on its way there; as the route's where absent
 * @param onEnd what becomes of the session when the leg ends or cannot be opened: {@code close-all} ends it, {@code reopen} opens
 *     the leg anew, {@code report} tells the client, and the next message for it opens it anew
 * @param within with {@code on-end: reopen}, how long after an end the leg may take to be open again, and how long it must then
 *     stay so to be given that time again; else the session ends. 10s where absent; 100 ms to 10 m
 * @param report with {@code on-end: report}, the text message for the client, of 1 to 4,096 characters; {@code {leg}} and {@code
 *     {cause}} are filled in
 * @param buffer bytes of its messages that wait while it is being opened; then the client is not read any more. 1 KiB to 64 MiB
 * @param messages how many of them wait likewise; 1 to 100,000
 * @param resume the leg outlives its endpoint: only {@code level: reconnect}; off where absent
 */
public record LegConfig(
        @Named String name,
        String upstream,
        LegMatchConfig when,
        @Nullable RewriteConfig rewrite,
        @Default("close-all") OnEnd onEnd,
        @Nullable Duration within,
        @Nullable String report,
        @Default("256KiB") ByteSize buffer,
        @Default("1000") int messages,
        @Nullable ResumeConfig resume) {
    private static final Duration STANDARD_WITHIN = Duration.ofSeconds(10);

    /** What becomes of the session. */
    public enum OnEnd {
        CLOSE_ALL,
        REOPEN,
        REPORT
    }

    public LegConfig {
        Check.notBlank("upstream", upstream);
        Check.that(within == null || onEnd == OnEnd.REOPEN, "within must not be set without on-end: reopen");
        if (within != null) {
            Check.between("within", within, Duration.ofMillis(100), Duration.ofMinutes(10));
        }
        Check.that(
                (report != null) == (onEnd == OnEnd.REPORT),
                "report must be given with on-end: report, and only there");
        if (report != null) {
            Check.between("report", report.length(), 1, 4096);
        }
        Check.between("buffer", buffer, ByteSize.ofKiB(1), ByteSize.ofMiB(64));
        Check.between("messages", messages, 1, 100_000);
        Check.that(
                resume == null || !resume.records(),
                "resume.level must be reconnect for a leg: what builds its session is not recorded");
    }

    /** {@link #within}, or what holds where that is absent. */
    public Duration effectiveWithin() {
        return within == null ? STANDARD_WITHIN : within;
    }
}
