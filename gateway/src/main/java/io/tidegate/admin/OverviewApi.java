package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;

/** The version, and who asks. Shared. */
final class OverviewApi {
    private record Version(String version, String java) {}

    private final String version;

    OverviewApi(String version) {
        this.version = version;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api/v1/version", request -> json(request, version()));
        routes.get("/api/v1/whoami", request -> json(request, AdminGuard.required(request)));
    }

    private static void json(Context request, Object answer) {
        QueryArguments.of(request, List.of());
        request.json(answer);
    }

    private Version version() {
        return new Version(version, Runtime.version().toString());
    }
}
