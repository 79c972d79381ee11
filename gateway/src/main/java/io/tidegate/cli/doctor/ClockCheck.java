package io.tidegate.cli.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How far this machine's clock is from those of the servers that were asked anyway, by the field {@code Date} of their answers,
 * which has whole seconds. Shared.
 */
final class ClockCheck {
    private static final String TOPIC = "clock";
    private static final Duration TOLERATED = Duration.ofSeconds(5);

    private final Clock clock;
    private final ConcurrentHashMap<String, Duration> ahead = new ConcurrentHashMap<>();

    ClockCheck(Clock clock) {
        this.clock = clock;
    }

    /** Does nothing for what is no date. */
    void saw(String server, @Nullable String date) {
        if (date == null) {
            return;
        }
        try {
            Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            ahead.put(server, Duration.between(theirs, clock.instant()));
        } catch (DateTimeParseException e) {
            return; // a server that cannot tell the time says nothing of ours
        }
    }

    /** One finding: the middle one of the servers, since one of them may be wrong itself. */
    List<Finding> findings() {
        List<Duration> sorted = ahead.values().stream().sorted().toList();
        if (sorted.isEmpty()) {
            return List.of(
                    Finding.ok(TOPIC, "here", clock.instant() + "; no server told the time, so it was not compared"));
        }
        Duration middle = sorted.get(sorted.size() / 2);
        String servers = sorted.size() == 1 ? "1 server" : sorted.size() + " servers";
        if (middle.abs().compareTo(TOLERATED) <= 0) {
            return List.of(Finding.ok(TOPIC, "here", "agrees with " + servers + " to the second or so"));
        }
        return List.of(Finding.warn(
                TOPIC,
                "here",
                "is " + middle.abs().toSeconds() + " s " + (middle.isNegative() ? "behind" : "ahead of") + " what "
                        + servers + " say",
                "tokens and certificates are judged by it: let NTP or chrony set it"));
    }
}
