package io.tidegate.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.uring.IoUring;
import io.tidegate.config.GatewayConfig.TransportChoice;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransportTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void autoTakesIoUringWhereTheKernelIsRecentAndEpollOtherwiseAndSaysWhy() {
        boolean recent = !KernelVersion.current().isBefore(new KernelVersion(6, 1));

        Transport auto = Transport.choose(TransportChoice.AUTO);

        if (IoUring.isAvailable() && recent) {
            assertThat(auto.name()).isEqualTo("io_uring");
            assertThat(auto.note()).isNull();
        } else {
            assertThat(auto.name()).isEqualTo("epoll");
            assertThat(auto.note()).contains("io_uring");
        }
    }

    @ParameterizedTest
    @EnumSource
    @EnabledOnOs(OS.LINUX)
    void connectionsOfBothSidesSendSmallFramesAtOnce(TransportChoice choice) throws Exception {
        Transport transport = Transport.choose(choice);
        var accepted = new CompletableFuture<Channel>();
        try (var loops = new EventLoops(transport, 1)) {
            Channel server = new ServerBootstrap()
                    .group(loops.group())
                    .channel(transport.server())
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            accepted.complete(channel);
                        }
                    })
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .sync()
                    .channel();
            Channel client = new Bootstrap()
                    .group(loops.group())
                    .channelFactory(transport.client())
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(server.localAddress())
                    .sync()
                    .channel();

            for (Channel connection : List.of(client, accepted.get(10, TimeUnit.SECONDS))) {
                Connections.configure(connection);
                assertThat(connection.config().getOption(ChannelOption.TCP_NODELAY))
                        .isTrue();
            }
        }
    }

    @Test
    void aKernelsVersionIsReadFromWhatTheSystemSays() {
        assertThat(KernelVersion.parse("6.1.0-18-amd64")).isEqualTo(new KernelVersion(6, 1));
        assertThat(KernelVersion.parse("5.15.167.4-microsoft-standard-WSL2")).isEqualTo(new KernelVersion(5, 15));
        assertThat(KernelVersion.parse("24.6.0")).isEqualTo(new KernelVersion(24, 6));
        assertThat(KernelVersion.parse("unknown")).isEqualTo(new KernelVersion(0, 0));
    }

    @Test
    void versionsCompareByMajorThenByMinor() {
        KernelVersion since = new KernelVersion(6, 1);

        assertThat(new KernelVersion(5, 19).isBefore(since)).isTrue();
        assertThat(new KernelVersion(6, 0).isBefore(since)).isTrue();
        assertThat(new KernelVersion(6, 1).isBefore(since)).isFalse();
        assertThat(new KernelVersion(7, 0).isBefore(since)).isFalse();
    }
}
