package io.tidegate;

import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.HotPath;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every way to leave the hot path's dialect, each in a method named after it, and ways that keep to it. */
final class HotPathFixture {
    private static final Logger LOG = LoggerFactory.getLogger(HotPathFixture.class);

    private final int[] numbers = new int[4];
    private final List<String> names = List.of("a", "b");
    private Point point = new Point(1, 2);

    enum Colour {
        RED,
        GREEN
    }

    record Point(int x, int y) {
        int sum() {
            return x + y;
        }
    }

    sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    interface Step {
        @HotPath
        int hot(int value);

        int cold(int value);
    }

    static final class MarkedStep implements Step {
        @HotPath
        @Override
        public int hot(int value) {
            return value + 1;
        }

        @Override
        public int cold(int value) {
            return value;
        }
    }

    static final class UnmarkedStep implements Step {
        @Override
        public int hot(int value) {
            return value;
        }

        @Override
        public int cold(int value) {
            return value;
        }
    }

    @HotPath
    IntSupplier makesALambda() {
        return () -> numbers[0];
    }

    @HotPath
    String buildsAString(int value) {
        return "value " + value;
    }

    @HotPath
    String buildsAStringByHand(int value) {
        return String.valueOf(value);
    }

    @HotPath
    int switchesOverAPattern(Shape shape) {
        return switch (shape) {
            case Circle circle -> circle.radius();
            case Square square -> square.side();
        };
    }

    @HotPath
    Object boxes(long value) {
        return value;
    }

    @HotPath
    long readsAClock() {
        return System.nanoTime();
    }

    @HotPath
    Instant readsTheWallClock() {
        return Instant.now();
    }

    @HotPath
    int usesAStream() {
        return IntStream.of(numbers).sum();
    }

    @HotPath
    Object usesAnOptional() {
        return Optional.empty();
    }

    @HotPath
    int makesAnIterator() {
        int length = 0;
        for (String name : names) {
            length += name.length();
        }
        return length;
    }

    @HotPath
    void logs() {
        LOG.debug("frame");
    }

    @HotPath
    int takesALock() {
        synchronized (numbers) {
            return numbers[0];
        }
    }

    @HotPath
    synchronized int isSynchronized() {
        return numbers[0];
    }

    @HotPath
    int callsUnmarked() {
        return unmarked();
    }

    @HotPath
    int callsUnmarkedOfAnInterface(Step step) {
        return step.cold(1);
    }

    @HotPath
    int callsAMethodOfARecord() {
        return point.sum();
    }

    @HotPath
    void makesARecord() {
        point = new Point(3, 4);
    }

    @HotPath
    int copiesTheConstantsOfAnEnum() {
        return Colour.values().length;
    }

    @ColdPath
    private void leavesOnPurpose() {
        LOG.debug("seldom: {}", names);
    }

    @HotPath
    int keepsToTheDialect(Step step, Colour colour) {
        int sum = point.x() + Math.max(1, point.y());
        for (int number : numbers) {
            sum += step.hot(number);
        }
        if (sum < 0) {
            leavesOnPurpose();
        }
        return switch (colour) {
            case RED -> sum + marked();
            case GREEN -> sum;
        };
    }

    @HotPath
    private int marked() {
        return numbers[1];
    }

    private int unmarked() {
        return numbers[2];
    }
}
