package io.tidegate.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings that are allowed but risky. */
public final class Warnings {
    private static final String ORIGINS = "origins";

    private final List<String> found = new ArrayList<>();

    private Warnings() {}

    /** One sentence each, starting with the full key. */
    public static List<String> of(GatewayConfig config) {
        var warnings = new Warnings();
        config.listeners().values().forEach(warnings::judge);
        config.upstreams().values().forEach(warnings::judge);
        config.routes().values().forEach(route -> warnings.judge(route, config.drain()));
        warnings.findShadowed(config.routes());
        warnings.judge(config.admin());
        return List.copyOf(warnings.found);
    }

    private void judge(ListenerConfig listener) {
        String at = "listeners." + listener.name();
        ProxyProtocolConfig proxyProtocol = listener.proxyProtocol();
        boolean behindProxy = proxyProtocol != null && proxyProtocol.mode() == ProxyProtocolConfig.Mode.REQUIRE;
        warn(
                listener.tls() == null && isAnyInterface(listener.address()) && !behindProxy,
                at + ".address takes sessions without TLS on all interfaces; set tls, or bind to one that is private");
        warn(
                proxyProtocol != null && proxyProtocol.from().stream().anyMatch(Warnings::isEveryone),
                at + ".proxy-protocol.from lets everyone claim any client address; list the load balancers only");
        warn(
                listener.trustedProxies().stream().anyMatch(Warnings::isEveryone),
                at + ".trusted-proxies believes everyone's forwarding headers; list the proxies only");
    }

    private void judge(UpstreamConfig upstream) {
        String at = "upstreams." + upstream.name();
        warn(
                !upstream.tls().verify(),
                at + ".tls.verify is off: anyone in between can pose as the endpoint; set tls.ca instead");
        warn(
                upstream.endpoints().stream().allMatch(endpoint -> endpoint.weight() == 0),
                at + ".endpoints all have weight 0: no new session can go there");
    }

    private void judge(RouteConfig route, DrainConfig drain) {
        String at = "routes." + route.name();
        warn(
                route.mode() == RouteConfig.Mode.RELAY
                        && route.filters().stream()
                                .noneMatch(filter -> filter.type().equals(ORIGINS)),
                at + ".filters have no origins filter: any web page can open sessions with its visitors' cookies");
        found.addAll(FilterDemands.doubts(route));
        warn(
                route.idleTimeout().isZero() && route.ping() == null,
                at + ".idle-timeout is off and there is no ping: sessions whose peer has vanished stay forever");
        warn(
                route.closeTimeout().compareTo(drain.deadline()) > 0,
                at + ".close-timeout is longer than drain.deadline, which cuts it short");
        route.split()
                .forEach((part, weight) ->
                        warn(weight == 0, at + ".split." + part + " has weight 0: no session goes there"));
    }

    private void findShadowed(Map<String, RouteConfig> routes) {
        Map<MatchConfig, String> firsts = new LinkedHashMap<>();
        routes.forEach((name, route) -> {
            String first = firsts.putIfAbsent(route.match(), name);
            warn(first != null, "routes." + name + ".match is the same as that of " + first + ", which comes first");
        });
    }

    private void judge(@Nullable AdminConfig admin) {
        if (admin == null) {
            return;
        }
        warn(
                !admin.address().isLoopback() && admin.tls() == null,
                "admin.address can be reached from other machines, and the token goes over the wire in the clear; set "
                        + "admin.tls");
        warn(
                admin.open() != null && isAnyInterface(admin.open()),
                "admin.open shows metrics on all interfaces; bind to one that only your monitoring reaches");
    }

    private void warn(boolean risky, String sentence) {
        if (risky) {
            found.add(sentence);
        }
    }

    private static boolean isAnyInterface(BindAddress address) {
        try {
            return !address.isUnix() && InetAddress.ofLiteral(address.host()).isAnyLocalAddress();
        } catch (IllegalArgumentException e) {
            return false; // a name
        }
    }

    private static boolean isEveryone(Cidr block) {
        return block.prefixBits() == 0;
    }
}
