package io.tidegate;

import io.tidegate.cli.Program;
import io.tidegate.config.ConfigParts;
import io.tidegate.config.GatewayConfig;
import io.tidegate.control.ConfigLoad;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gateway, as the commands see it. */
final class GatewayProgram implements Program {
    @Override
    public Running start(GatewayConfig config, ConfigLoad load) {
        return new RunningGateway(Gateway.start(config, load));
    }

    @Override
    public void check(ConfigParts parts) {
        Gateway.check(parts);
    }

    private record RunningGateway(Gateway gateway) implements Running {
        @Override
        public List<String> description() {
            return gateway.description();
        }

        @Override
        public SocketAddress address(String listener) {
            return gateway.boundAddress(listener);
        }

        @Override
        public @Nullable SocketAddress adminAddress() {
            return gateway.adminAddress();
        }

        @Override
        public void reload() {
            gateway.reloadFile();
        }

        @Override
        public void drain() {
            gateway.drain();
        }

        @Override
        public void close() {
            gateway.close();
        }
    }
}
