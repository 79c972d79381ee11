package io.tidegate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.Percentage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void whatIsReadIsWrittenTheSame() {
        TraceContext context = TraceContext.parse(PARENT);

        assertThat(context).isNotNull();
        assertThat(context.sampled()).isTrue();
        assertThat(context.traceIdText()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(context.spanIdText()).isEqualTo("b7ad6b7169203331");
        assertThat(context.traceparent()).isEqualTo(PARENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
                " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void whatIsNotValidIsNone(String traceparent) {
        assertThat(TraceContext.parse(traceparent)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-fe-of-a-later-version"
            })
    void flagsAndVersionsThatAreYetToComeAreRead(String traceparent) {
        assertThat(TraceContext.parse(traceparent)).isNotNull().matches(context -> !context.sampled());
    }

    @Test
    void aRequestWithTwoParentsHasNone() {
        var request = new HeaderList().add("traceparent", PARENT).add("Traceparent", PARENT);

        assertThat(TraceContext.of(request)).isNull();
    }

    @Test
    void statesOfSeveralFieldsAreJoinedAndOneThatIsTooLongOrNoTextIsLeftOut() {
        var request = new HeaderList()
                .add("traceparent", PARENT)
                .add("tracestate", "a=1")
                .add("tracestate", "b=2");
        assertThat(TraceContext.of(request)).isNotNull().returns("a=1,b=2", TraceContext::state);

        request.set("tracestate", "a=" + "x".repeat(511));
        assertThat(TraceContext.of(request)).isNotNull().returns(null, TraceContext::state);

        request.set("tracestate", "a=\u00e9");
        assertThat(TraceContext.of(request)).isNotNull().returns(null, TraceContext::state);
    }

    @Test
    void theNextPlaceIsInTheSameTraceAndKeepsItsFlagAndState() {
        TraceContext parent = new TraceContext(1, 2, 3, true, "a=1");

        TraceContext next = parent.next();

        assertThat(next.spanId()).isNotEqualTo(3).isNotZero();
        assertThat(next).isEqualTo(new TraceContext(1, 2, next.spanId(), true, "a=1"));
    }

    @Test
    void asManyTracesAreSampledAsTheShareSays() {
        assertThat(sampled("0%")).isZero();
        assertThat(sampled("100%")).isEqualTo(10_000);
        assertThat(sampled("10%")).isBetween(800L, 1200L);
    }

    private static long sampled(String share) {
        Percentage sample = Percentage.parse(share);
        return IntStream.range(0, 10_000)
                .filter(i -> TraceContext.begin(sample).sampled())
                .count();
    }
}
