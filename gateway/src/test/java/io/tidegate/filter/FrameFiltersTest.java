package io.tidegate.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.FrameHeaders;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import java.util.ArrayList;
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
        var none = new FrameFilters(FilterChain.of(new Filter() {}));

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
        var filters = new FrameFilters(FilterChain.of(saying(DROP), saying(hold(3))));

        FrameVerdict verdict = filters.onFrame(Side.CLIENT, FrameHeaders.of(opcode, true, 2));

        assertThat(verdict).isEqualTo(expected == FORWARD ? hold(3) : DROP);
    }

    @Test
    void aFilterThatFailsEndsTheSession() {
        FrameVerdict internal = new FrameVerdict.Close(Cause.INTERNAL, 1011, "internal error");
        FrameFilter failing = (_, _) -> {
            throw new IllegalStateException("a bug of the plug-in");
        };

        assertThat(new FrameFilters(FilterChain.of(failing)).onFrame(Side.CLIENT, TEXT))
                .isEqualTo(internal);
        assertThat(verdict(FORWARD, null)).isEqualTo(internal);
    }

    @Test
    void whatIsNotJustForwardedIsCountedByTheNameOfItsFilter() {
        List<String> counted = new ArrayList<>();
        Verdicts verdicts = (filter, from, action) -> counted.add(filter + " " + from + " " + action);
        List<Filter> said = List.of(saying(FORWARD), new Filter() {}, saying(hold(5)), saying(DROP));
        var filters = new FrameFilters(new FilterChain(said, List.of("a", "b", "c", "d"), verdicts));

        filters.onFrame(Side.UPSTREAM, TEXT);
        filters.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.CLOSE, true, 2));

        assertThat(counted).containsExactly("c UPSTREAM HOLD", "d UPSTREAM DROP", "c CLIENT HOLD");
        assertThat(filters.decider()).isEqualTo("c");
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
        return new FrameFilters(
                        FilterChain.of(Arrays.stream(verdicts).map(this::saying).toArray(Filter[]::new)))
                .onFrame(Side.CLIENT, TEXT);
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
