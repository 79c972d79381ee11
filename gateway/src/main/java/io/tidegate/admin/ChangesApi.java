package io.tidegate.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tidegate.control.ConfigControl;
import io.tidegate.control.ReloadAttempt;
import io.tidegate.control.Trigger;
import io.tidegate.journal.JsonLine;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists what was changed of late: by operators, as it is told where it is configured to, and by reloads. Shared. */
final class ChangesApi {
    /** Kept of each kind, and listed at most. */
    static final int MOST = 200;

    private record Told(Instant at, String json) {
        static Told of(ReloadAttempt reload) {
            return of(reload.at(), JsonLine.of(field -> {
                field.accept("time", reload.at());
                field.accept("reload", reload.trigger().label());
                field.accept("result", reload.applied() ? "applied" : "refused");
                field.accept("detail", reload.detail());
            }));
        }

        static Told of(Instant at, byte[] line) {
            return new Told(at, new String(line, UTF_8).strip());
        }
    }

    private final AdminAudit audit;
    private final ConfigControl config;

    ChangesApi(AdminAudit audit, ConfigControl config) {
        this.audit = audit;
        this.config = config;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api/v1/changes", this::list);
    }

    private void list(Context request) {
        int limit = QueryArguments.of(request, List.of("limit")).number("limit", 1, MOST, MOST);
        Stream<Told> byOperators = audit.latest().stream().map(change -> Told.of(change.at(), change.line()));
        Stream<Told> reloads = config.attempts().stream()
                .filter(reload -> reload.trigger() != Trigger.API) // told by who asked for it
                .map(Told::of);
        String changes = Stream.concat(byOperators, reloads)
                .sorted(Comparator.comparing(Told::at).reversed())
                .limit(limit)
                .map(Told::json)
                .collect(Collectors.joining(",", "{\"changes\":[", "]}"));
        request.contentType("application/json").result(changes);
    }
}
