package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.tidegate.config.GatewayConfig.Journals;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.config.UpstreamConfig.Balance;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Transport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AttemptTest {
    /** What Netty makes where the process has no file descriptor left. */
    public static final class NoSocket extends NioSocketChannel {
        /** Called by Netty. */
        public NoSocket() {
            throw new ChannelException("Too many open files");
        }
    }

    @Test
    void anAttemptThatGetsNoSocketFailsOnItsLoop() throws Exception {
        Transport nio = Transport.choose(TransportChoice.NIO);
        Transport exhausted =
                new Transport("nio", null, nio.ioHandlerFactory(), nio.server(), NoSocket::new, nio.unixServer());
        var upstream = Endpoints.upstream(
                Endpoints.config(Balance.ROUND_ROBIN, Endpoints.config("ws://127.0.0.1:9001", 1, "e")));
        var request = new UpgradeRequest(Endpoints.from("127.0.0.1"), "/", "key", List.of(), "id", null);
        var result = new CompletableFuture<AttemptResult>();
        try (EventLoops loops = new EventLoops(nio, 1);
                Telemetry telemetry = Telemetry.start(loops, Journals.NONE, "1.2.3")) {
            var connector = new EndpointConnector(upstream, exhausted, telemetry);
            Loop loop = loops.loops().getFirst();

            loop.eventLoop()
                    .execute(() -> connector
                            .newAttempt(loop, Endpoints.up("e", 1), request, came -> {
                                assertThat(loop.eventLoop().inEventLoop()).isTrue();
                                result.complete(came);
                            })
                            .start(System.nanoTime() + TimeUnit.SECONDS.toNanos(60)));

            assertThat(result.get(5, TimeUnit.SECONDS)).isInstanceOfSatisfying(AttemptResult.Failed.class, failed -> {
                assertThat(failed.retryable()).isTrue();
                assertThat(failed.status()).isEqualTo(502);
            });
        }
    }
}
