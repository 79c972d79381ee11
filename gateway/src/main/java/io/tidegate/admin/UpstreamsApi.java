package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.tidegate.config.Units;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.EndpointCondition.Mode;
import io.tidegate.upstream.Upstream;
import io.tidegate.upstream.Upstreams;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Upstreams with their endpoints, and what an operator may want of an endpoint. Shared. */
final class UpstreamsApi {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> MEMBERS = Set.of("mode", "weight");
    private static final int MOST_WEIGHT = 1000;

    private record All(List<UpstreamView> upstreams) {}

    private final Upstreams upstreams;
    private final Telemetry telemetry;

    UpstreamsApi(AdminSources sources) {
        this.upstreams = sources.upstreams();
        this.telemetry = sources.telemetry();
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api/v1/upstreams", this::list);
        routes.get("/api/v1/upstreams/{upstream}", this::show);
        routes.patch("/api/v1/upstreams/{upstream}/endpoints/<endpoint>", this::operate); // ids may have slashes
    }

    private void list(Context request) {
        QueryArguments.of(request, List.of());
        request.json(new All(upstreams.all().stream().map(this::view).toList()));
    }

    private void show(Context request) {
        QueryArguments.of(request, List.of());
        request.json(view(NamedEndpoint.upstream(upstreams, request)));
    }

    private void operate(Context request) {
        QueryArguments.of(request, List.of());
        Upstream upstream = NamedEndpoint.upstream(upstreams, request);
        Endpoint endpoint = NamedEndpoint.endpoint(upstream, request);
        JsonNode wish = wish(request.body());
        Mode mode =
                wish.has("mode") ? mode(wish.get("mode")) : endpoint.condition().mode();
        Integer weight = wish.has("weight")
                ? weight(wish.get("weight"))
                : endpoint.condition().weight();
        AdminAudit.before(request, UpstreamView.Endpoint.of(upstream, endpoint, telemetry));
        upstream.operate(endpoint, mode, weight);
        request.json(UpstreamView.Endpoint.of(upstream, endpoint, telemetry));
    }

    private UpstreamView view(Upstream upstream) {
        return UpstreamView.of(upstream, telemetry);
    }

    private static JsonNode wish(String body) {
        try {
            JsonNode wish = JSON.readTree(body);
            boolean known = wish.isObject() && !wish.isEmpty() && MEMBERS.containsAll(wish.propertyNames());
            if (known) {
                return wish;
            }
        } catch (JacksonException e) {
            throw refusal("The body must be JSON: " + e.getOriginalMessage());
        }
        throw refusal("The body must be an object with mode, weight or both, and nothing else.");
    }

    private static Mode mode(JsonNode node) {
        return Arrays.stream(Mode.values())
                .filter(mode -> Units.kebab(mode.name()).equals(node.asString("")))
                .findFirst()
                .orElseThrow(() -> refusal("mode must be one of "
                        + Arrays.stream(Mode.values())
                                .map(mode -> Units.kebab(mode.name()))
                                .collect(Collectors.joining(", "))
                        + ", got " + node + "."));
    }

    /** Null, which means the configured one, stays null. */
    private static @Nullable Integer weight(JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        if (!node.isInt() || node.asInt() < 0 || node.asInt() > MOST_WEIGHT) {
            throw refusal(
                    "weight must be a whole number from 0 to 1000, or null for the configured one, got " + node + ".");
        }
        return node.asInt();
    }

    private static HttpResponseException refusal(String detail) {
        return new HttpResponseException(400, detail);
    }
}
