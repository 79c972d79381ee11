package io.tidegate.cli;

import io.tidegate.config.ConfigException;
import io.tidegate.config.ConfigParts;
import io.tidegate.config.GatewayConfig;
import io.tidegate.control.ConfigLoad;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what the commands do with the gateway. */
final class FakeProgram implements Program {
    final List<String> done = new ArrayList<>();

    @Nullable
    GatewayConfig config;

    @Nullable
    RuntimeException failure;

    FakeProgram failingWith(RuntimeException exception) {
        this.failure = exception;
        return this;
    }

    FakeProgram refusing(String... faults) {
        return failingWith(new ConfigException(List.of(faults)));
    }

    @Override
    public Running start(GatewayConfig newConfig, ConfigLoad load) {
        config = newConfig;
        note("start");
        return new Gateway();
    }

    @Override
    public void check(ConfigParts parts) {
        note("check");
    }

    private void note(String what) {
        done.add(what);
        if (failure != null) {
            throw failure;
        }
    }

    private final class Gateway implements Running {
        @Override
        public List<String> description() {
            return List.of("listener one", "transport two");
        }

        @Override
        public SocketAddress address(String listener) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1234);
        }

        @Override
        public SocketAddress adminAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 4321);
        }

        @Override
        public void reload() {
            done.add("reload");
        }

        @Override
        public void drain() {
            done.add("drain");
        }

        @Override
        public void close() {
            done.add("close");
        }
    }
}
