package io.tidegate.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.uring.IoUring;
import io.tidegate.config.GatewayConfig.TransportChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

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
