package io.tidegate.cli.doctor;

import io.tidegate.cli.dial.DialFailure;
import io.tidegate.cli.dial.Dialing;
import io.tidegate.cli.dial.Step;
import io.tidegate.config.FileText;
import io.tidegate.config.FilterConfig;
import io.tidegate.config.GatewayConfig;
import io.tidegate.config.RedisConfig;
import io.tidegate.config.RouteConfig;
import io.tidegate.config.Units;
import io.tidegate.config.UpstreamTlsConfig;
import io.tidegate.filter.auth.Authorities;
import io.tidegate.store.SharedStore;
import io.tidegate.store.StoreUnavailableException;
import io.tidegate.transport.ClientTls;
import io.tidegate.transport.EventLoops;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What is asked and told while the gateway runs: Redis, published keys, and web services and OTLP receivers, which are reached and no more. */
final class ServiceChecks {
    private static final String TOPIC = "service";
    private static final String JWKS = "jwks";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Who asks.
     *
     * @param ca PEM file of the authorities that are believed; null for the JDK's
     */
    private record Service(String key, @Nullable Path ca) {
        ClientTls tls() {
            return ClientTls.load(new UpstreamTlsConfig(true, ca, null, null, null));
        }
    }

    private final GatewayConfig config;
    private final EventLoops loops;
    private final Duration limit;
    private final ClockCheck clocks;

    ServiceChecks(GatewayConfig config, EventLoops loops, Duration limit, ClockCheck clocks) {
        this.config = config;
        this.loops = loops;
        this.limit = limit;
        this.clocks = clocks;
    }

    /** They may run beside each other. */
    List<Callable<List<Finding>>> tasks() {
        List<Callable<List<Finding>>> tasks = new ArrayList<>();
        RedisConfig redis = config.redis();
        if (redis != null) {
            tasks.add(() -> List.of(judge(redis)));
        }
        services()
                .forEach((url, service) -> tasks.add(
                        () -> List.of(service.key().endsWith(JWKS) ? keys(url, service) : reach(url, service))));
        return tasks;
    }

    private static Finding judge(RedisConfig redis) throws InterruptedException {
        String subject = "redis " + redis.url();
        long begin = System.nanoTime();
        try {
            SharedStore.probe(redis);
            return Finding.ok(TOPIC, subject, "takes what is written to it, " + Step.time(System.nanoTime() - begin));
        } catch (StoreUnavailableException e) {
            return Finding.fail(
                    TOPIC,
                    subject,
                    String.valueOf(e.getMessage()),
                    "is it there, does it know username and password, and does it take writes? until then filters do what"
                            + " their on-store-failure says");
        }
    }

    private Finding keys(URI url, Service service) throws InterruptedException {
        String subject = service.key() + " " + shown(url);
        HttpRequest request = HttpRequest.newBuilder(url).timeout(limit).build();
        try (HttpClient http = Authorities.newClient(
                        service.ca() == null
                                ? null
                                : FileText.parse(service.ca().toString()))
                .connectTimeout(limit)
                .build()) {
            long begin = System.nanoTime();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            clocks.saw(subject, answer.headers().firstValue("Date").orElse(null));
            String took = ", " + Step.time(System.nanoTime() - begin);
            int count = JSON.readTree(answer.body()).path("keys").size();
            return answer.statusCode() == 200 && count > 0
                    ? Finding.ok(TOPIC, subject, count + (count == 1 ? " key" : " keys") + took)
                    : Finding.fail(
                            TOPIC,
                            subject,
                            "answers " + answer.statusCode() + " with " + count + " keys" + took,
                            "is it the address of the key set? the issuer's jwks_uri names it");
        } catch (JacksonException e) {
            return Finding.fail(TOPIC, subject, "does not answer JSON", "is it the address of the key set?");
        } catch (IOException e) {
            return Finding.fail(
                    TOPIC, subject, reason(e), "without its keys no token is taken: network, name, certificate?");
        }
    }

    private Finding reach(URI url, Service service) {
        String subject = service.key() + " " + shown(url);
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        try (Dialing dialing = new Dialing(loops, limit)) {
            List<InetAddress> addresses = dialing.resolve(url.getHost().replaceAll("[\\[\\]]", ""));
            dialing.connect(new InetSocketAddress(addresses.getFirst(), port));
            if (secure) {
                dialing.secure(service.tls(), url.getHost(), port);
            }
            return Finding.ok(
                    TOPIC,
                    subject,
                    dialing.steps().stream()
                            .map(step -> step.name().label() + " " + Step.time(step.nanos()))
                            .collect(Collectors.joining(", ", "is reached: ", "")));
        } catch (DialFailure e) {
            return Finding.fail(TOPIC, subject, e.step().label() + " failed: " + e.what(), e.advice());
        }
    }

    private static String reason(IOException cause) {
        return Optional.ofNullable(cause.getMessage())
                .orElse("cannot be reached (" + cause.getClass().getSimpleName() + ")");
    }

    /** Without a query, in which there may be a key. */
    private static String shown(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    }

    /** Every address that is pushed to, or in the settings of filters, once, by the first key that has it. */
    private Map<URI, Service> services() {
        Map<URI, Service> found = new LinkedHashMap<>();
        collect(new Service("metrics", null), config.metrics(), found);
        collect(new Service("tracing", null), config.tracing(), found);
        for (RouteConfig route : config.routes().values()) {
            for (FilterConfig filter : route.filters()) {
                collect(new Service("routes." + route.name() + "." + filter.type(), null), filter.settings(), found);
            }
        }
        return found;
    }

    private static void collect(Service at, @Nullable Object value, Map<URI, Service> found) {
        switch (value) {
            case null -> {}
            case URI url when url.getHost() != null -> found.putIfAbsent(url, at);
            case Collection<?> list -> list.forEach(each -> collect(at, each, found));
            case Record settings ->
                members(settings)
                        .forEach((name, member) -> collect(
                                new Service(
                                        at.key() + "." + name,
                                        authorities(members(settings).get("ca"))),
                                member,
                                found));
            default -> {}
        }
    }

    private static @Nullable Path authorities(@Nullable Object ca) {
        return switch (ca) {
            case FileText read -> read.path();
            case Path path -> path;
            case null, default -> null;
        };
    }

    /** Those that are there, by their keys. */
    private static Map<String, Object> members(Record settings) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            Object member = member(settings, component);
            if (member != null) {
                members.put(Units.kebab(component.getName()), member);
            }
        }
        return members;
    }

    private static @Nullable Object member(Record settings, RecordComponent component) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true); // settings may be nested and not public
            return accessor.invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
