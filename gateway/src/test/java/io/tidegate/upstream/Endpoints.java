package io.tidegate.upstream;

import io.netty.util.concurrent.GlobalEventExecutor;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.EjectionConfig;
import io.tidegate.config.EndpointConfig;
import io.tidegate.config.OnRemovedConfig;
import io.tidegate.config.RequestKey;
import io.tidegate.config.RetryConfig;
import io.tidegate.config.StickyConfig;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.config.UpstreamConfig.Balance;
import io.tidegate.config.UpstreamConfig.HostHeader;
import io.tidegate.config.UpstreamTlsConfig;
import io.tidegate.filter.FilterTypes;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.Identity;
import io.tidegate.protocol.Withheld;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the tests of this package start from: endpoints by weight, configurations and handshakes. */
final class Endpoints {
    private static final RequestKey CLIENT_ADDRESS = RequestKey.parse("client-address");

    private Endpoints() {}

    /** Endpoints that take sessions, {@code a}, {@code b}, ... with these weights. */
    static List<Endpoint> ofWeights(int... weights) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            endpoints.add(up("e" + i, weights[i]));
        }
        return endpoints;
    }

    static Endpoint up(String id, int weight) {
        return Endpoint.at(address("127.0.0.1"), "chat", config("ws://127.0.0.1:9001", weight, id), id);
    }

    static EndpointConfig config(String url, int weight, String id) {
        return new EndpointConfig(URI.create(url), weight, null, false, id);
    }

    static UpstreamConfig config(Balance balance, EndpointConfig... endpoints) {
        return config(List.of(endpoints), balance, CLIENT_ADDRESS, null, null, UpstreamTlsConfig.standard());
    }

    static UpstreamConfig hashing(String hashBy, @Nullable Double boundedLoad) {
        var endpoint = config("ws://127.0.0.1:9001", 1, "unused");
        return config(
                List.of(endpoint),
                Balance.HASH,
                RequestKey.parse(hashBy),
                boundedLoad,
                null,
                UpstreamTlsConfig.standard());
    }

    static UpstreamConfig sticky(StickyConfig sticky, EndpointConfig... endpoints) {
        return config(
                List.of(endpoints), Balance.LEAST_SESSIONS, CLIENT_ADDRESS, null, sticky, UpstreamTlsConfig.standard());
    }

    static UpstreamConfig secure(UpstreamTlsConfig tls) {
        var endpoint = config("wss://127.0.0.1:9001", 1, "secure");
        return config(List.of(endpoint), Balance.LEAST_SESSIONS, CLIENT_ADDRESS, null, null, tls);
    }

    static Handshake from(String client, String... namesAndValues) {
        var headers = new HeaderList();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Handshake(
                "s1",
                "public",
                new InetSocketAddress(address(client), 50_000),
                new InetSocketAddress(address(client), 50_000),
                false,
                false,
                null,
                "example.com",
                "/chat",
                null,
                headers,
                List.of(),
                new HeaderList(),
                List.of(),
                new HeaderList(),
                new Withheld(),
                new Identity());
    }

    /** A running upstream of what stands behind {@code upstreams.chat}; addresses are literals. */
    static Upstream running(String yaml) {
        Upstream upstream = upstream(parse(yaml));
        upstream.config().endpoints().stream()
                .map(EndpointConfig::hostName)
                .forEach(host -> upstream.resolve(host, List.of(address(host))));
        upstream.start();
        return upstream;
    }

    /** What stands behind {@code upstreams.chat}. */
    static UpstreamConfig parse(String yaml) {
        String file = "listeners: { public: { address: \"127.0.0.1:0\" } }\nupstreams: { chat: " + yaml + " }\n";
        return Objects.requireNonNull(ConfigReader.read(ConfigSource.of("test", file), FilterTypes.load())
                .upstreams()
                .get("chat"));
    }

    /** An upstream that is not resolved yet. */
    static Upstream upstream(UpstreamConfig config) {
        return new Upstream(UpstreamSetup.of(config, null), GlobalEventExecutor.INSTANCE);
    }

    /** Takes a place, whatever the limits are. */
    static void occupy(Endpoint endpoint) {
        endpoint.shared().sessions().incrementAndGet();
    }

    static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    /** A choice that depends on nothing but the endpoints. */
    static @Nullable Endpoint next(Balancer balancer, Endpoint... tried) {
        return balancer.choose(from("127.0.0.1"), Map.of(), Set.of(tried));
    }

    private static UpstreamConfig config(
            List<EndpointConfig> endpoints,
            Balance balance,
            RequestKey hashBy,
            @Nullable Double boundedLoad,
            @Nullable StickyConfig sticky,
            UpstreamTlsConfig tls) {
        return new UpstreamConfig(
                "chat",
                endpoints,
                balance,
                hashBy,
                boundedLoad,
                sticky,
                HostHeader.PRESERVE,
                tls,
                List.of(),
                null,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                3,
                1000,
                null,
                0,
                50,
                new EjectionConfig(
                        50, 10, 3, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMinutes(5), 50),
                null,
                null,
                new RetryConfig(4, Duration.ofMillis(25), Duration.ofSeconds(1), 20),
                null,
                Duration.ofHours(1),
                OnRemovedConfig.parse("keep"),
                null);
    }
}
