package io.tidegate.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.FrameHeaders;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameFiltersTest {
    private static final FrameVerdict FORWARD = FrameVerdict.Pass.FORWARD;
    private static final FrameVerdict DROP = FrameVerdict.Pass.DROP;
    private static final FrameVerdict CLOSE = new FrameVerdict.Close(Cause.RATE, 1008, "too fast");
    private static final FrameHeader TEXT = FrameHeaders.of(Opcode.TEXT, true, 5);

    private int asked;

    @Test
    void withoutFiltersEveryFrameIsForwarded() {
        var none = new FrameFilters(List.of(new Filter() {}));

        assertThat(none.isEmpty()).isTrue();
        assertThat(none.onFrame(Side.CLIENT, TEXT)).isEqualTo(FORWARD);
    }

    @Test
    void aDropOrACloseWinsAtOnce() {
        assertThat(verdict(FORWARD, DROP, CLOSE)).isEqualTo(DROP);
        assertThat(asked).isEqualTo(2);
        assertThat(verdict(hold(5), CLOSE, DROP)).isEqualTo(CLOSE);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void theLongestHoldIsKeptAndEveryFilterAsked() {
        assertThat(verdict(hold(5), FORWARD, hold(9), hold(7))).isEqualTo(hold(9));
        assertThat(asked).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"TEXT, DROP", "BINARY, DROP", "PING, DROP", "PONG, DROP", "CONTINUATION, FORWARD", "CLOSE, FORWARD"})
    void onlyWhatMayBeLeftOutIsDropped(Opcode opcode, FrameVerdict.Pass expected) {
        var filters = new FrameFilters(List.of(saying(DROP), saying(hold(3))));

        FrameVerdict verdict = filters.onFrame(Side.CLIENT, FrameHeaders.of(opcode, true, 2));

        assertThat(verdict).isEqualTo(expected == FORWARD ? hold(3) : DROP);
    }

    @Test
    void aFilterThatFailsEndsTheSession() {
        FrameVerdict internal = new FrameVerdict.Close(Cause.INTERNAL, 1011, "internal error");
        FrameFilter failing = (_, _) -> {
            throw new IllegalStateException("a bug of the plug-in");
        };

        assertThat(new FrameFilters(List.of(failing)).onFrame(Side.CLIENT, TEXT))
                .isEqualTo(internal);
        assertThat(verdict(FORWARD, null)).isEqualTo(internal);
    }

    @Test
    void aCloseThatMayNotBeSentIsABug() {
        assertThatThrownBy(() -> new FrameVerdict.Close(Cause.RATE, 1005, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FrameVerdict.Close(Cause.RATE, 1008, "ä".repeat(62)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private FrameVerdict verdict(FrameVerdict... verdicts) {
        asked = 0;
        return new FrameFilters(Arrays.stream(verdicts).map(this::saying).toList()).onFrame(Side.CLIENT, TEXT);
    }

    private Filter saying(FrameVerdict verdict) {
        return (FrameFilter) (_, _) -> {
            asked++;
            return verdict;
        };
    }

    private static FrameVerdict hold(long nanos) {
        return new FrameVerdict.Hold(nanos);
    }
}
