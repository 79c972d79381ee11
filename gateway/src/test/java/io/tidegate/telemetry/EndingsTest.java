package io.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import org.junit.jupiter.api.Test;

class EndingsTest {
    private final Endings endings = new Endings(2);

    @Test
    void aFloodOfRefusedHandshakesPushesOutNoSession() {
        end(Journeys.opened("s1", "chat", "chat"), Cause.RATE);
        for (int i = 0; i < 5000; i++) {
            end(Journeys.requested("h" + i, "/"), Cause.NO_ROUTE);
        }

        assertThat(endings.find("s1")).isNotNull();
        assertThat(endings.find("h4999")).isNotNull();
        assertThat(endings.find("h0")).isNull();
        assertThat(endings.list((_, _) -> true, 1000).total()).isEqualTo(126);
    }

    @Test
    void aThousandAreKeptAtMost() {
        for (int i = 0; i < 5000; i++) {
            end(i % 2, Journeys.requested("h" + i, "/"), Cause.NO_ROUTE);
            end(i % 2, Journeys.opened("s" + i, "chat", "chat"), Cause.IDLE);
        }

        assertThat(endings.list((_, _) -> true, 10))
                .satisfies(page -> assertThat(page.endings()).hasSize(10))
                .satisfies(page -> assertThat(page.total()).isEqualTo(1000));
    }

    @Test
    void theNewestIsListedFirstAndTimelinesAreNotListed() {
        end(new Journey("old", "public", System.nanoTime(), System.currentTimeMillis() - 1000), Cause.BAD_REQUEST);
        end(new Journey("new", "public", System.nanoTime(), System.currentTimeMillis()), Cause.BAD_REQUEST);

        assertThat(endings.list((_, _) -> true, 1000).endings())
                .extracting(story -> story.session().id())
                .containsExactly("new", "old");
        assertThat(endings.list((_, _) -> true, 1000).endings())
                .allSatisfy(story -> assertThat(story.timeline()).isNull())
                .allSatisfy(story -> assertThat(story.ending().cause()).isEqualTo("bad-request"));
        assertThat(endings.find("old").timeline())
                .last()
                .satisfies(last -> assertThat(last.event()).isEqualTo("ended"))
                .satisfies(last -> assertThat(last.detail()).isEqualTo("bad-request"));
    }

    private void end(Journey journey, Cause cause) {
        end(0, journey, cause);
    }

    private void end(int loop, Journey journey, Cause cause) {
        endings.of(loop)
                .add(EndedSession.of(
                        SessionView.of(journey, System.nanoTime()),
                        new Ending(Phase.RELAY, cause, 0, ""),
                        journey.wholeTimeline()));
    }
}
