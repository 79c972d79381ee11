package io.tidegate.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.tidegate.config.GatewayConfig.Journals;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.telemetry.Journeys;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Transport;
import io.tidegate.upstream.Upstreams;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpeningMemoryTest {
    @Test
    void aByteThatComesBefore101KeepsNoBufferOfItsOwn() {
        try (var loops = new EventLoops(Transport.choose(TransportChoice.NIO), 1);
                var telemetry = Telemetry.start(loops, Journals.NONE, "test");
                var upstreams = Upstreams.start(Map.of())) {
            var registry = new SessionRegistry(loops);
            var sessions = Sessions.of(
                    upstreams,
                    loops.transport(),
                    registry,
                    telemetry,
                    new Budgets(1 << 20, telemetry),
                    new Capacity(1024));
            var opening = new Opening(
                    sessions,
                    new Arrival(
                            new EmbeddedChannel(),
                            loops.loops().getFirst(),
                            Journeys.requested("s1", "/"),
                            null,
                            null,
                            "key",
                            Unpooled.EMPTY_BUFFER,
                            0));
            ByteBuf kept = oneByte();
            opening.onEarlyBytes(kept);

            for (int i = 0; i < 10_000; i++) {
                ByteBuf more = oneByte();
                opening.onEarlyBytes(more);
                assertThat(more.refCnt()).isZero();
            }

            assertThat(kept.readableBytes()).isEqualTo(10_001);
            opening.onLeft();
            assertThat(kept.refCnt()).isZero();
        }
    }

    private static ByteBuf oneByte() {
        return Unpooled.buffer(2048).writeByte(1);
    }
}
