package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tidegate.config.RouteConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Upstreams, routes, version, and a page that says where they are. Shared. */
final class OverviewApi {
    private record Routes(List<Map<String, Object>> routes) {}

    private record Version(String version, String java) {}

    private final AdminSources sources;

    OverviewApi(AdminSources sources) {
        this.sources = sources;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/", OverviewApi::page);
        routes.get("/api/v1/routes", request -> json(request, routes()));
        routes.get("/api/v1/version", request -> json(request, version()));
    }

    private static void json(Context request, Object answer) {
        QueryArguments.of(request, List.of());
        request.json(answer);
    }

    private Routes routes() {
        Map<String, Integer> sessions = sources.telemetry().sessionsByRoute();
        return new Routes(sources.config().running().config().routes().values().stream()
                .map(route -> route(route, sessions.getOrDefault(route.name(), 0)))
                .toList());
    }

    private static Map<String, Object> route(RouteConfig config, int sessions) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", config.name());
        view.put("sessions", sessions);
        view.putAll(ConfigTree.of(config));
        return view;
    }

    private Version version() {
        return new Version(sources.version(), Runtime.version().toString());
    }

    private static void page(Context request) throws IOException {
        try (InputStream page = Objects.requireNonNull(OverviewApi.class.getResourceAsStream("index.html"))) {
            request.html(new String(page.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
