package io.tidegate.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a session outlives its endpoint: the client stays connected, and another endpoint takes over.
 *
 * @param maxGap how long a session may be without an endpoint; then it ends with 1012 or 1013. 100 ms to 10 m
 * @param buffer bytes from the client that are kept meanwhile; then it is not read any more. 1 KiB to 64 MiB
 * @param messages from the client that are kept meanwhile; 1 to 100,000
 * @param hold bytes of a message from the endpoint that are held back until it is whole, so that no client gets half of one
 *     from an endpoint that is lost; 0 B to 16 MiB
 * @param codes of a Close from the endpoint that do not end the session
 * @param poison when a session is the one that kills its endpoints
 * @param notice what the client is told of it; nothing where absent
 */
public record ResumeConfig(
        @Default("10s") Duration maxGap,
        @Default("256KiB") ByteSize buffer,
        @Default("1000") int messages,
        @Default("64KiB") ByteSize hold,
        @Default("[1001, 1012, 1013, 1014]") List<Integer> codes,
        @Default("{}") PoisonConfig poison,
        @Nullable NoticeConfig notice) {
    public ResumeConfig {
        codes = List.copyOf(codes);
        Check.between("max-gap", maxGap, Duration.ofMillis(100), Duration.ofMinutes(10));
        Check.between("buffer", buffer, new ByteSize(1024), ByteSize.ofMiB(64));
        Check.between("messages", messages, 1, 100_000);
        Check.between("hold", hold, new ByteSize(0), ByteSize.ofMiB(16));
        for (int code : codes) {
            boolean valid =
                    (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
            Check.that(valid, "codes must list codes that a Close may have, got " + code);
        }
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
