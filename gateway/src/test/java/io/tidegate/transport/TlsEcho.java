package io.tidegate.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import io.tidegate.config.GatewayConfig.TransportChoice;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/** A server on {@link ServerTls}: echoes, and notes the certificate of each client that sent something. */
final class TlsEcho implements AutoCloseable {
    private final EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 1);
    private final BlockingQueue<String> peers = new LinkedBlockingQueue<>();
    private final Channel socket;

    TlsEcho(ServerTls tls) {
        this(tls, 0);
    }

    TlsEcho(ServerTls tls, int port) {
        socket = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.transport().server())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline().addLast(tls.newHandler(child), new Echo());
                    }
                })
                .bind("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) socket.localAddress()).getPort();
    }

    /** Subjects of clients' certificates, {@code none} for a client without one. */
    List<String> awaitPeers(int count) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(peers.poll(10, TimeUnit.SECONDS));
        }
        assertThat(peers).isEmpty();
        return taken;
    }

    @Override
    public void close() {
        loops.close();
    }

    private final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) {
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            try {
                peers.add(tls.engine().getSession().getPeerPrincipal().getName());
            } catch (SSLPeerUnverifiedException e) {
                peers.add("none");
            }
            var _ = ctx.writeAndFlush(bytes);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            var _ = ctx.close(); // the client sees it too
        }
    }
}
