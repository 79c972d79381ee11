package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.tidegate.protocol.Side;
import io.tidegate.telemetry.LiveSample.ProcessHealth;
import io.tidegate.telemetry.LiveSample.Traffic;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** What had been counted at one moment; two of them make a {@link LiveSample}. Immutable. */
record LiveCounts(
        long nanos,
        LoopTraffic traffic,
        Map<String, Double> handshakes,
        Map<String, Double> endings,
        TimeBuckets handshakeTime,
        TimeBuckets clientRtt,
        TimeBuckets upstreamRtt,
        long gcMillis) {

    static LiveCounts of(Meters meters, LoopTraffic traffic, long gcMillis) {
        return new LiveCounts(
                System.nanoTime(),
                traffic,
                sums(meters.handshakes, labels -> resultOf(labels.get(2))),
                sums(meters.endings, labels -> labels.get(3)),
                TimeBuckets.of(meters.handshakeTime, _ -> true),
                TimeBuckets.of(meters.traffic.roundTrip, labels -> labels.get(1).equals(Side.CLIENT.label())),
                TimeBuckets.of(meters.traffic.roundTrip, labels -> labels.get(1).equals(Side.UPSTREAM.label())),
                gcMillis);
    }

    /** What happened since {@code before}, with what is so at the moment. */
    LiveSample since(LiveCounts before, Meters meters, double loopDelayMillis, ProcessHealth process) {
        double seconds = Math.max(1, nanos - before.nanos) / (double) TimeUnit.SECONDS.toNanos(1);
        LoopTraffic sent = traffic.minus(before.traffic);
        return new LiveSample(
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                sum(meters.sessions),
                sum(meters.handshakesOpen),
                traffic(sent.clientMessages(), sent.clientBytes(), seconds),
                traffic(sent.upstreamMessages(), sent.upstreamBytes(), seconds),
                rates(handshakes, before.handshakes, seconds),
                rates(endings, before.endings, seconds),
                handshakeTime.since(before.handshakeTime),
                clientRtt.since(before.clientRtt),
                upstreamRtt.since(before.upstreamRtt),
                loopDelayMillis,
                process);
    }

    /** What a client's handshake came to, by the {@code status} that it is counted under. */
    private static String resultOf(String status) {
        return switch (status) {
            case "101" -> "opened";
            case "none" -> "left";
            default -> status.startsWith("4") ? "refused" : "failed";
        };
    }

    private static Map<String, Double> sums(Family<Counter> counters, Function<List<String>, String> name) {
        Map<String, Double> sums = new TreeMap<>();
        counters.forEach((labels, counter) -> sums.merge(name.apply(labels), counter.count(), Double::sum));
        return sums;
    }

    private static Map<String, Double> rates(Map<String, Double> now, Map<String, Double> before, double seconds) {
        Map<String, Double> rates = new TreeMap<>();
        now.forEach((name, count) -> {
            double added = count - before.getOrDefault(name, 0.0);
            if (added > 0) {
                rates.put(name, rate(added, seconds));
            }
        });
        return rates;
    }

    private static Traffic traffic(long messages, long bytes, double seconds) {
        return new Traffic(rate((double) messages, seconds), rate((double) bytes, seconds));
    }

    private static double rate(double count, double seconds) {
        return Math.round(1000 * Math.max(0, count) / seconds) / 1000.0;
    }

    private static int sum(Family<AtomicInteger> gauges) {
        int[] sum = new int[1];
        gauges.forEach((_, gauge) -> sum[0] += gauge.get());
        return sum[0];
    }
}
