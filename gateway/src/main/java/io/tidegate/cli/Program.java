package io.tidegate.cli;

import io.tidegate.config.ConfigException;
import io.tidegate.config.ConfigParts;
import io.tidegate.config.GatewayConfig;
import io.tidegate.control.ConfigLoad;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the commands run: the gateway, handed in from above, since arrows between packages point down. */
public interface Program {
    /**
     * Starts a gateway; returns when all its listeners take sessions.
     *
     * @param load the reading that {@code config} comes from
     * @throws ConfigException if the configuration cannot be carried out here, such as a port in use
     */
    Running start(GatewayConfig config, ConfigLoad load);

    /**
     * Builds all that can be built without a socket or a thread: routes, filters, certificates.
     *
     * @throws ConfigException with every fault, each with its full key
     */
    void check(ConfigParts parts);

    /** A gateway that takes sessions. */
    interface Running extends AutoCloseable {
        /** One line for each listener, route and upstream, and what it runs on: for whoever started it. */
        List<String> description();

        /** Where a listener is bound, with the port that it got. */
        SocketAddress address(String listener);

        /** Where the admin API is; null if there is none. */
        @Nullable
        SocketAddress adminAddress();

        /** Reads its file anew. What comes of it, or why it cannot be, is logged. */
        void reload();

        /** Takes no more sessions and ends the open ones as {@code drain} is configured; returns when all have ended. */
        void drain();

        /** Cuts off what is left. */
        @Override
        void close();
    }
}
