package io.tidegate.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipeTest {
    private static final int PART = 16 * 1024;

    private final EventLoop loop = new DefaultEventLoop();
    private Pipe pipe;
    private Reader reader;

    /** What comes in at one end. */
    private static final class Reader extends ChannelInboundHandlerAdapter {
        private final StringBuilder text = new StringBuilder();
        private long bytes;
        private boolean ended;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf read = (ByteBuf) message;
            bytes += read.readableBytes();
            if (read.readableBytes() < 100) {
                text.append(read.toString(US_ASCII));
            }
            read.release();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            ended = true;
        }
    }

    @BeforeEach
    void open() throws Exception {
        pipe = onLoop(() -> Pipe.open(loop));
        reader = new Reader();
        onLoop(() -> pipe.far().pipeline().addLast(reader));
    }

    @AfterEach
    void close() throws Exception {
        onLoop(() -> {
            pipe.near().close();
            return pipe.far().close();
        });
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private <T> T onLoop(Callable<T> step) throws Exception {
        return loop.submit(step).get(10, TimeUnit.SECONDS);
    }

    private void write(String text) {
        pipe.near().writeAndFlush(Unpooled.copiedBuffer(text, US_ASCII));
    }

    @Test
    void whatIsWrittenComesInAtTheOtherEndInOrderAndNotWithinTheWrite() throws Exception {
        String within = onLoop(() -> {
            write("a");
            write("b");
            return reader.text.toString();
        });

        assertThat(within).isEmpty();
        assertThat(onLoop(() -> reader.text.toString())).isEqualTo("ab");
    }

    @Test
    void anEndThatDoesNotReadMakesTheOtherOneUnwritable() throws Exception {
        onLoop(() -> pipe.far().config().setAutoRead(false));

        long written = onLoop(() -> {
            long all = 0;
            for (; pipe.near().isWritable(); all += PART) {
                pipe.near().writeAndFlush(Unpooled.wrappedBuffer(new byte[PART]));
            }
            return all;
        });

        assertThat(written).isLessThan(3L * PipeEnd.MOST_UNREAD_BYTES);
        assertThat(onLoop(() -> reader.bytes)).isZero();

        onLoop(() -> pipe.far().config().setAutoRead(true));
        while (onLoop(() -> reader.bytes) < written) {
            Thread.onSpinWait();
        }
        assertThat(onLoop(() -> pipe.near().isWritable())).isTrue();
    }

    @Test
    void anEndThatClosesEndsTheOtherOneBehindWhatWasWritten() throws Exception {
        onLoop(() -> pipe.far().config().setAutoRead(false));
        onLoop(() -> {
            write("last");
            return pipe.near().close();
        });
        assertThat(onLoop(() -> reader.ended)).isFalse();

        onLoop(() -> pipe.far().config().setAutoRead(true));
        pipe.far().closeFuture().sync();
        onLoop(() -> null);

        assertThat(onLoop(() -> reader.text.toString())).isEqualTo("last");
        assertThat(onLoop(() -> reader.ended)).isTrue();
        assertThat(onLoop(() -> pipe.far().writeAndFlush(Unpooled.buffer(1).writeByte(1)))
                        .await()
                        .isSuccess())
                .isFalse();
    }
}
