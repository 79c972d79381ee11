package io.tidegate.health;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.tidegate.config.EndpointConfig;
import io.tidegate.config.HealthCheckConfig;
import io.tidegate.transport.ClientTls;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.Upstream;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** An endpoint that is to be checked, and how. Immutable. */
record CheckTarget(Upstream upstream, Endpoint endpoint, HealthCheckConfig config) {
    /** The same in all targets of one endpoint, also where a reload or DNS gives it another id or configuration. */
    record Place(String upstream, String entry, InetSocketAddress address) {}

    Place place() {
        return new Place(upstream.name(), endpoint.config().id(), endpoint.address());
    }

    /** Where to connect to. */
    InetSocketAddress address() {
        return config.port() == null
                ? endpoint.address()
                : new InetSocketAddress(endpoint.address().getAddress(), port());
    }

    /** A new handler as sessions have it; null if the endpoint does not speak TLS. */
    @Nullable
    SslHandler newTls(ByteBufAllocator allocator) {
        EndpointConfig entry = endpoint.config();
        ClientTls tls = upstream.tls();
        return entry.secure() && tls != null ? tls.newHandler(allocator, entry.hostName(), port()) : null;
    }

    /** The {@code Host} field. */
    String host() {
        if (config.host() != null) {
            return config.host();
        }
        return config.port() == null ? endpoint.authority() : endpoint.config().host() + ":" + config.port();
    }

    private int port() {
        return config.port() == null ? endpoint.config().port() : config.port();
    }
}
