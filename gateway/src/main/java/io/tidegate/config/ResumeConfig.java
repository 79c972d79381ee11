package io.tidegate.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a session outlives its endpoint: the client stays connected, and another endpoint takes over.
 *
 * @param level what the next endpoint is told: nothing; what builds the session ({@code replay}); that, and requests without a
 *     reply ({@code resend-unacked}). The latter two read messages, and bind sessions that are opened from then on
 * @param replay what builds the session; with {@code level: replay}, and optional with {@code resend-unacked}
 * @param resend what is a request and what its reply; with {@code level: resend-unacked}
 * @param maxGap how long a session may be without an endpoint; then it ends with 1012 or 1013. 100 ms to 10 m
 * @param buffer bytes from the client that are kept meanwhile; then it is not read any more. 1 KiB to 64 MiB
 * @param messages from the client that are kept meanwhile; 1 to 100,000
 * @param hold bytes of a message from the endpoint that are held back until it is whole, so that no client gets half of one
 *     from an endpoint that is lost; 0 B to 16 MiB
 * @param codes of a Close from the endpoint that do not end the session
 * @param quiet how long nothing may have come from either side when a session is moved on purpose; 1 ms to 1 m
 * @param poison when a session is the one that kills its endpoints
 * @param notice what the client is told of it; nothing where absent
 */
public record ResumeConfig(
        @Default("reconnect") Level level,
        @Nullable ReplayConfig replay,
        @Nullable ResendConfig resend,
        @Default("10s") Duration maxGap,
        @Default("256KiB") ByteSize buffer,
        @Default("1000") int messages,
        @Default("64KiB") ByteSize hold,
        @Default("[1001, 1012, 1013, 1014]") List<Integer> codes,
        @Default("50ms") Duration quiet,
        @Default("{}") PoisonConfig poison,
        @Nullable NoticeConfig notice) {

    /** What the next endpoint is told. */
    public enum Level {
        RECONNECT,
        REPLAY,
        RESEND_UNACKED
    }

    public ResumeConfig {
        codes = List.copyOf(codes);
        checkLevel(level, replay, resend);
        Check.between("max-gap", maxGap, Duration.ofMillis(100), Duration.ofMinutes(10));
        Check.between("buffer", buffer, new ByteSize(1024), ByteSize.ofMiB(64));
        Check.between("messages", messages, 1, 100_000);
        Check.between("hold", hold, new ByteSize(0), ByteSize.ofMiB(16));
        Check.between("quiet", quiet, Duration.ofMillis(1), Duration.ofMinutes(1));
        for (int code : codes) {
            boolean valid =
                    (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
            Check.that(valid, "codes must list codes that a Close may have, got " + code);
        }
    }

    /** Whether messages are recorded, and so read. */
    public boolean records() {
        return level != Level.RECONNECT;
    }

    private static void checkLevel(Level level, @Nullable ReplayConfig replay, @Nullable ResendConfig resend) {
        Check.that(level != Level.REPLAY || replay != null, "replay must be given with level: replay");
        Check.that(level != Level.RECONNECT || replay == null, "replay must not be set without level: replay");
        Check.that(
                (level == Level.RESEND_UNACKED) == (resend != null),
                "resend must be given with level: resend-unacked, and only there");
        Check.that(
                resend == null || replay == null || replay.preset() != ReplayConfig.Preset.GRAPHQL_TRANSPORT_WS,
                "resend must not be set with preset: graphql-transport-ws, which runs no operation twice");
    }

    /**
     * A session that loses one endpoint after the other is ended with 1011, rather than passed on to the next.
     *
     * @param endpoints lost in a row; 1 to 100
     * @param within how soon after the session came to it each was lost; 100 ms to 1 h
     */
    public record PoisonConfig(
            @Default("3") int endpoints, @Default("10s") Duration within) {
        public PoisonConfig {
            Check.between("endpoints", endpoints, 1, 100);
            Check.between("within", within, Duration.ofMillis(100), Duration.ofHours(1));
        }
    }

    /**
     * Text messages to the client, of 1 to 4,096 characters.
     *
     * @param parked when its endpoint is lost
     * @param resumed when another one has taken over
     */
    public record NoticeConfig(
            @Nullable String parked, @Nullable String resumed) {
        public NoticeConfig {
            Check.that(parked != null || resumed != null, "parked or resumed must be given");
            if (parked != null) {
                Check.between("parked", parked.length(), 1, 4096);
            }
            if (resumed != null) {
                Check.between("resumed", resumed.length(), 1, 4096);
            }
        }
    }
}
