package io.tidegate.admin;

import io.tidegate.config.AccessLogConfig;
import io.tidegate.config.AdminConfig;
import io.tidegate.config.AdminTokenConfig;
import io.tidegate.config.BandwidthConfig;
import io.tidegate.config.BindAddress;
import io.tidegate.config.ByteRate;
import io.tidegate.config.ByteSize;
import io.tidegate.config.Cidr;
import io.tidegate.config.DrainConfig;
import io.tidegate.config.EjectionConfig;
import io.tidegate.config.EndpointConfig;
import io.tidegate.config.FilterConfig;
import io.tidegate.config.GatewayConfig;
import io.tidegate.config.HealthCheckConfig;
import io.tidegate.config.ListenerConfig;
import io.tidegate.config.LogConfig;
import io.tidegate.config.LoopCount;
import io.tidegate.config.MatchConfig;
import io.tidegate.config.MemoryBudgetConfig;
import io.tidegate.config.MetricsConfig;
import io.tidegate.config.OnRemovedConfig;
import io.tidegate.config.OtlpConfig;
import io.tidegate.config.PaceConfig;
import io.tidegate.config.Percentage;
import io.tidegate.config.Rate;
import io.tidegate.config.RedisConfig;
import io.tidegate.config.ReloadConfig;
import io.tidegate.config.RequestKey;
import io.tidegate.config.RetryConfig;
import io.tidegate.config.RewriteConfig;
import io.tidegate.config.RouteConfig;
import io.tidegate.config.SlowConsumerConfig;
import io.tidegate.config.SpanReceiverConfig;
import io.tidegate.config.StatusRange;
import io.tidegate.config.StickyConfig;
import io.tidegate.config.TraceConfig;
import io.tidegate.config.TracingConfig;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.config.UpstreamTlsConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A configuration in which every kind of value occurs, secrets among them. */
final class GatewayConfigs {
    /** Settings as a user's own filter has them. */
    private record Settings(
            Rate limit, String apiToken, List<String> passwords, Map<String, String> headers, int tokens) {}

    private GatewayConfigs() {}

    static GatewayConfig rich() {
        return new GatewayConfig(
                Map.of("public", listener()),
                Map.of("chat-servers", upstream()),
                Map.of("chat", route()),
                new DrainConfig(Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(25)),
                new ReloadConfig(true, Duration.ofSeconds(1)),
                null,
                null,
                null,
                LoopCount.AUTO,
                GatewayConfig.TransportChoice.IO_URING,
                new AdminConfig(
                        BindAddress.parse("127.0.0.1:9090"),
                        "hidden-admin-token",
                        List.of(new AdminTokenConfig("alice", "hidden-token-of-alice", AdminConfig.Role.VIEWER)),
                        null,
                        List.of(),
                        null,
                        null),
                metrics(),
                tracing(),
                new LogConfig(LogConfig.Format.JSON, LogConfig.Level.WARN),
                new AccessLogConfig(
                        AccessLogConfig.Format.JSON,
                        Path.of("/var/log/access.log"),
                        null,
                        null,
                        AccessLogConfig.Principal.SUBJECT,
                        false),
                null,
                null,
                Map.of(
                        "edge",
                        new BandwidthConfig("edge", ByteRate.parse("50MiB/s"), null, Map.of("gold", 3, "free", 1))),
                new RedisConfig(
                        URI.create("redis://10.0.0.9"),
                        null,
                        "hidden-redis-password",
                        null,
                        Duration.ofMillis(100),
                        "t:"));
    }

    private static MetricsConfig metrics() {
        return new MetricsConfig(new OtlpConfig(
                URI.create("https://collector:4318/v1/metrics"),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Map.of("X-Team", "hidden-otlp-header"),
                null,
                Map.of("service.instance.id", "gateway-1")));
    }

    private static TracingConfig tracing() {
        return new TracingConfig(
                new SpanReceiverConfig(
                        URI.create("https://collector:4318/v1/traces"),
                        Duration.ofSeconds(10),
                        Map.of("X-Team", "hidden-span-header"),
                        null),
                Percentage.parse("1%"),
                false,
                "tidegate",
                Map.of());
    }

    private static ListenerConfig listener() {
        return new ListenerConfig(
                "public",
                BindAddress.parse("[::]:8080"),
                null,
                null,
                "/healthz",
                Duration.ofSeconds(10),
                ByteSize.ofKiB(8),
                100,
                ByteSize.ofKiB(32),
                ListenerConfig.EncodedSlash.REFUSE,
                List.of(Cidr.parse("10.0.0.0/8")),
                4096,
                PaceConfig.parse("500/s"),
                new PaceConfig(Rate.parse("400/s"), 20));
    }

    private static UpstreamConfig upstream() {
        return new UpstreamConfig(
                "chat-servers",
                List.of(EndpointConfig.parse("ws://10.0.0.5:9001")),
                UpstreamConfig.Balance.LEAST_SESSIONS,
                RequestKey.parse("header:X-User"),
                null,
                new StickyConfig("tidegate", "hidden-sticky-secret", null, true),
                UpstreamConfig.HostHeader.PRESERVE,
                UpstreamTlsConfig.standard(),
                List.of(),
                null,
                Duration.ofMillis(2500),
                Duration.ofSeconds(5),
                1_000_000,
                1_000_000,
                null,
                0,
                50,
                new EjectionConfig(
                        50, 10, 3, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMinutes(5), 50),
                null,
                null,
                new RetryConfig(4, Duration.ofMillis(25), Duration.ofSeconds(1), 20),
                healthCheck(),
                Duration.ofSeconds(10),
                OnRemovedConfig.parse("keep"),
                null);
    }

    private static HealthCheckConfig healthCheck() {
        return new HealthCheckConfig(
                HealthCheckConfig.Type.HTTP,
                "/ready",
                List.of(StatusRange.parse("200-204")),
                null,
                null,
                null,
                null,
                null,
                null,
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                2,
                3);
    }

    private static RouteConfig route() {
        Settings settings = new Settings(
                Rate.parse("50/s"),
                "hidden-api-token",
                List.of("hidden-password"),
                Map.of("Authorization", "Basic hidden", "X-Tenant", "blue"),
                7);
        return new RouteConfig(
                "chat",
                new MatchConfig("/chat/**", "*.example.com", Map.of(), Map.of(), null, List.of()),
                "chat-servers",
                Map.of(),
                RequestKey.parse("client-address"),
                new RewriteConfig("/chat", null),
                RouteConfig.Mode.RELAY,
                "closed",
                List.of(new FilterConfig("own", settings)),
                RouteConfig.Refuse.STATUS,
                ByteSize.ofMiB(1),
                ByteSize.ofMiB(1),
                65_536,
                new PaceConfig(Rate.parse("100/s"), 1000),
                null,
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                null,
                Duration.ofSeconds(5),
                1011,
                null,
                null,
                null,
                new SlowConsumerConfig(SlowConsumerConfig.Policy.BACKPRESSURE, null, null, null, null, null),
                new MemoryBudgetConfig(ByteSize.ofMiB(64), null),
                OnRemovedConfig.parse("keep"),
                null,
                new TraceConfig(Percentage.parse("10%"), null),
                Map.of());
    }
}
