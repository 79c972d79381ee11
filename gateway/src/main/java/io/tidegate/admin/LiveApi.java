package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tidegate.config.ConfigException;
import io.tidegate.telemetry.Live;
import io.tidegate.telemetry.LiveSample;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** The numbers of the last minutes, and what is wrong at the moment. Shared. */
final class LiveApi {
    private static final String SINCE = "since";

    private record Now(Instant at, long intervalMillis, List<Findings.Finding> findings, List<LiveSample> samples) {}

    private final Live live;
    private final Findings findings;

    LiveApi(AdminSources sources, Live live) {
        this.live = live;
        this.findings = new Findings(sources);
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api/v1/live", this::show);
    }

    private void show(Context request) {
        Instant since = QueryArguments.of(request, List.of(SINCE)).value(SINCE, LiveApi::instant);
        request.json(new Now(
                Instant.now(), Live.INTERVAL.toMillis(), findings.now(live.samples(null)), live.samples(since)));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new ConfigException("must be a time such as 2026-11-21T10:00:00Z, got " + text);
        }
    }
}
