package io.tidegate.admin;

import static io.tidegate.admin.QueryArguments.refusal;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.tidegate.config.ConfigException;
import io.tidegate.config.LogConfig.Level;
import io.tidegate.config.Units;
import io.tidegate.control.LogLevel;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows and sets how much the gateway tells in its log. Shared. */
final class LogApi {
    private static final String PATH = "/api/v1/log-level";
    private static final String LEVEL = "level";

    private record View(String level) {}

    void addTo(RoutesConfig routes) {
        routes.get(PATH, LogApi::show);
        routes.put(PATH, LogApi::set);
    }

    private static void show(Context request) {
        QueryArguments.of(request, List.of());
        request.json(now());
    }

    private static void set(Context request) {
        QueryArguments.of(request, List.of());
        Level level = JsonWish.of(request.body(), Set.of(LEVEL)).<@Nullable Level>value(LEVEL, LogApi::level, null);
        if (level == null) {
            throw refusal("The body must have level.");
        }
        AdminAudit.before(request, now());
        LogLevel.set(level);
        request.json(now());
    }

    private static View now() {
        Level level = LogLevel.now();
        if (level == null) {
            throw new HttpResponseException(
                    409, "The log of this program is not Logback's; its level is not known here.");
        }
        return new View(Units.kebab(level.name()));
    }

    private static Level level(String text) {
        return Arrays.stream(Level.values())
                .filter(level -> Units.kebab(level.name()).equals(text))
                .findFirst()
                .orElseThrow(() -> new ConfigException("must be one of "
                        + Arrays.stream(Level.values())
                                .map(level -> Units.kebab(level.name()))
                                .collect(Collectors.joining(", "))
                        + ", got " + text));
    }
}
