package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tidegate.config.ConfigException;
import io.tidegate.protocol.Cause;
import io.tidegate.telemetry.Endings;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists how the latest clients ended. Shared. */
final class EndingsApi {
    private static final List<String> PARAMETERS = Stream.concat(
                    SessionFilter.PARAMETERS.stream(), Stream.of("cause", "search", "limit"))
            .toList();

    private final Endings endings;

    EndingsApi(Endings endings) {
        this.endings = endings;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api/v1/endings", this::list);
    }

    private void list(Context request) {
        QueryArguments query = QueryArguments.of(request, PARAMETERS);
        int limit = query.number("limit", 1, 1000, 100);
        Cause cause = query.value("cause", EndingsApi::causeOf);
        SessionFilter filter = SessionFilter.of(query);
        SessionSearch search = SessionSearch.of(query.text("search"));
        request.json(endings.list(
                (session, ending) -> (cause == null || cause == ending.cause())
                        && filter.test(session, ending)
                        && search.test(session, ending),
                limit));
    }

    private static Cause causeOf(String label) {
        return Arrays.stream(Cause.values())
                .filter(cause -> cause.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new ConfigException("must be one of "
                        + Arrays.stream(Cause.values()).map(Cause::label).collect(Collectors.joining(", ")) + ", got "
                        + label));
    }
}
