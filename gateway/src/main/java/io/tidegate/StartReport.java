package io.tidegate;

import io.netty.util.NetUtil;
import io.tidegate.config.EndpointConfig;
import io.tidegate.config.GatewayConfig;
import io.tidegate.config.ListenerConfig;
import io.tidegate.config.RouteConfig;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.net.Listeners;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.TlsProvider;
import io.tidegate.transport.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a gateway says of itself when it has started: a line for each listener, route and upstream. */
final class StartReport {
    private final GatewayConfig config;
    private final Listeners listeners;

    StartReport(GatewayConfig config, Listeners listeners) {
        this.config = config;
        this.listeners = listeners;
    }

    List<String> lines(EventLoops loops, @Nullable InetSocketAddress admin) {
        List<String> lines = new ArrayList<>();
        lines.add(transport(loops));
        config.listeners().values().forEach(listener -> lines.add(listener(listener)));
        config.routes().values().forEach(route -> lines.add(route(route)));
        config.upstreams().values().forEach(upstream -> lines.add(upstream(upstream)));
        if (admin != null) {
            lines.add("admin on http://" + text(admin) + "/");
        }
        return lines;
    }

    /** {@code 127.0.0.1:8080}, {@code [::1]:8080}, or a path; a name that does not resolve stays a name. */
    static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet && !inet.isUnresolved()
                ? NetUtil.toSocketAddressString(inet)
                : address.toString();
    }

    private String transport(EventLoops loops) {
        Transport transport = loops.transport();
        boolean tls = config.listeners().values().stream().anyMatch(listener -> listener.tls() != null)
                || config.upstreams().values().stream()
                        .flatMap(upstream -> upstream.endpoints().stream())
                        .anyMatch(EndpointConfig::secure);
        return "transport " + transport.name() + noted(transport.note()) + ", "
                + counted(loops.loops().size(), "event loop")
                + (tls ? tls() : "");
    }

    /** Asked only where there is TLS: the native library takes time to load, and memory. */
    private static String tls() {
        TlsProvider provider = TlsProvider.choose();
        return ", TLS by " + provider.name() + noted(provider.note());
    }

    private String listener(ListenerConfig listener) {
        String where = text(listeners.address(listener.name()));
        return "listener " + listener.name() + " on " + where + (listener.tls() == null ? "" : ", TLS");
    }

    private static String route(RouteConfig route) {
        String host = route.match().host() == null ? "" : route.match().host();
        return "route " + route.name() + " takes " + host + route.match().path() + target(route);
    }

    private static String target(RouteConfig route) {
        if (route.mode() == RouteConfig.Mode.MAINTENANCE) {
            return ", in maintenance";
        }
        return " to "
                + (route.upstream() != null
                        ? route.upstream()
                        : String.join(", ", route.split().keySet()));
    }

    private static String upstream(UpstreamConfig upstream) {
        return upstream.endpoints().stream()
                .map(endpoint -> endpoint.url().toString())
                .collect(Collectors.joining(", ", "upstream " + upstream.name() + " is ", ""));
    }

    private static String noted(@Nullable String note) {
        return note == null ? "" : " (" + note + ")";
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
