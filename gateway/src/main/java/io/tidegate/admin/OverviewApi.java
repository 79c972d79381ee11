package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The version, and a page that says where all else is. Shared. */
final class OverviewApi {
    private record Version(String version, String java) {}

    private final String version;

    OverviewApi(String version) {
        this.version = version;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/", OverviewApi::page);
        routes.get("/api/v1/version", request -> json(request, version()));
    }

    private static void json(Context request, Object answer) {
        QueryArguments.of(request, List.of());
        request.json(answer);
    }

    private Version version() {
        return new Version(version, Runtime.version().toString());
    }

    private static void page(Context request) throws IOException {
        try (InputStream page = Objects.requireNonNull(OverviewApi.class.getResourceAsStream("index.html"))) {
            request.html(new String(page.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
