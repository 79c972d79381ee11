package io.tidegate.session.tap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.Percentage;
import io.tidegate.filter.From;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import io.tidegate.session.tap.Tap.Why;
import io.tidegate.session.tap.TapEvent.Part;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A tap whose reader is slow or gone: what waits is bounded, and nobody waits. */
class TapWaitingTest {
    private final List<Runnable> onLoop = new ArrayList<>();
    private final List<String> detached = new ArrayList<>();
    private final Tap tap = new Tap(new Tap.Wish(30, 1000, 512, Percentage.parse("100%"), From.BOTH));

    private void begin() {
        tap.begin(onLoop::add, new Tap.Start("all", false, List.of()), () -> detached.add("yes"));
    }

    private static TapEvent event(int bytes) {
        ByteBuffer content = ByteBuffer.allocate(bytes);
        return new TapEvent(0, Side.CLIENT, Opcode.TEXT, Part.WHOLE, bytes, false, content, null, List.of());
    }

    @Test
    void whatFindsNoRoomIsCountedAndTheRestComes() throws Exception {
        begin();
        for (int i = 0; i < 300; i++) {
            tap.offer(event(i));
        }
        tap.end(Why.TIME, null);

        int read = 0;
        for (TapEvent event = tap.next(0); event != null; event = tap.next(0)) {
            assertThat(event.bytes()).isEqualTo(read++);
        }
        assertThat(read).isEqualTo(256);
        assertThat(tap.end()).isEqualTo(new Tap.End(Why.TIME, 256, 0, 44, null));
    }

    @Test
    void largeOnesAreFewer() throws Exception {
        begin();
        for (int i = 0; i < 100; i++) {
            tap.offer(event(64 << 10));
        }

        assertThat(tap.lost()).isGreaterThan(80);
        assertThat(tap.next(0)).isNotNull();
        long lost = tap.lost();
        tap.offer(event(64 << 10));
        assertThat(tap.lost()).isEqualTo(lost);
    }

    @Test
    void whoLeavesEndsItOnItsLoopWithWhatWaited() throws Exception {
        begin();
        tap.offer(event(5));

        tap.leave();
        assertThat(tap.isOver()).isFalse();
        onLoop.forEach(Runnable::run);

        assertThat(Objects.requireNonNull(tap.end()).why()).isEqualTo(Why.LEFT);
        assertThat(tap.next(0)).isNull();
        assertThat(detached).hasSize(1);
    }

    @Test
    void whoLeftBeforeItBeganEndsItAsItBegins() {
        tap.leave();

        begin();

        assertThat(tap.isOver()).isTrue();
        assertThat(detached).hasSize(1);
    }

    @Test
    void itEndsOnce() {
        begin();

        tap.end(Why.TIME, null);
        tap.end(Why.ENDED, null);
        tap.offer(event(1));

        assertThat(Objects.requireNonNull(tap.end()).why()).isEqualTo(Why.TIME);
        assertThat(tap.end().seen()).isZero();
        assertThat(detached).hasSize(1);
    }
}
