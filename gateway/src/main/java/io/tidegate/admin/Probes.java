package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tidegate.telemetry.Telemetry;

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
        routes.get("/metrics", this::metrics);
    }

    /** In Prometheus' text format; in OpenMetrics' for whoever takes it, as Prometheus does. */
    private void metrics(Context request) {
        String accepted = request.header("Accept");
        if (accepted != null && accepted.contains("application/openmetrics-text")) {
            request.contentType(Telemetry.OPEN_METRICS)
                    .result(sources.telemetry().scrapeOpenMetrics());
        } else {
            request.contentType(METRICS).result(sources.telemetry().scrape());
        }
    }

    private void ready(Context request) {
        String reason = sources.notReady().get();
        request.status(reason == null ? 200 : 503)
                .json(new Readiness(reason == null, reason == null ? "takes new sessions" : reason));
    }
}
