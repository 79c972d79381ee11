package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** What load balancers and Prometheus ask for. Shared. */
final class Probes {
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private record Readiness(boolean ready, String reason) {}

    private final AdminSources sources;

    Probes(AdminSources sources) {
        this.sources = sources;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/healthz", request -> request.contentType("text/plain").result("ok\n"));
        routes.get("/readyz", this::ready);
        routes.get(
                "/metrics",
                request ->
                        request.contentType(METRICS).result(sources.telemetry().scrape()));
    }

    private void ready(Context request) {
        String reason = sources.notReady().get();
        request.status(reason == null ? 200 : 503)
                .json(new Readiness(reason == null, reason == null ? "takes new sessions" : reason));
    }
}
