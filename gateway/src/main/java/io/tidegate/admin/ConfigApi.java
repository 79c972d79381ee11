package io.tidegate.admin;

import static io.tidegate.admin.QueryArguments.refusal;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.tidegate.config.ConfigException;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.Units;
import io.tidegate.control.ConfigControl;
import io.tidegate.control.ReloadRefusedException;
import io.tidegate.control.ReloadReport;
import io.tidegate.control.RunningConfig;
import io.tidegate.control.Trigger;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows the configuration that runs, and takes another. Shared; called on virtual threads. */
final class ConfigApi {
    /** Where the body of a write is a whole file. */
    static final String PATH = "/api/v1/config";

    private static final String DRY_RUN = "dry-run";

    /** Beside the configuration itself: where it came from. */
    private record Loaded(
            String from,
            @Nullable String file,
            Instant at,
            @Nullable String sha256,
            List<String> needsRestart) {}

    /**
     * What the file has now, and what runs has not.
     *
     * @param differs null where there is nothing to compare with
     * @param changes that a reload would make; null if it would be refused
     * @param faults of the file, for which it would be
     * @param reason why there is nothing to compare with
     */
    private record Difference(
            @Nullable Boolean differs,
            @Nullable Object changes,
            @Nullable List<String> needsRestart,
            @Nullable List<String> faults,
            @Nullable String reason) {}

    private final ConfigControl control;

    ConfigApi(ConfigControl control) {
        this.control = control;
    }

    void addTo(RoutesConfig routes) {
        routes.get(PATH, this::show);
        routes.post(PATH, this::take);
        routes.get(PATH + "/difference", this::compare);
        routes.post("/api/v1/reload", this::reload);
    }

    private void show(Context request) {
        QueryArguments.of(request, List.of());
        RunningConfig running = control.running();
        Map<String, Object> answer = new LinkedHashMap<>(ConfigTree.of(running.config()));
        answer.put("loaded", loaded(running));
        request.json(answer);
    }

    private static Loaded loaded(RunningConfig running) {
        return new Loaded(
                Units.kebab(running.from().name()),
                running.file(),
                running.loadedAt(),
                running.hash(),
                running.needsRestart());
    }

    private void compare(Context request) {
        QueryArguments.of(request, List.of());
        request.json(difference());
    }

    private Difference difference() {
        try {
            ReloadReport report = control.reload(Trigger.API, true);
            boolean differs =
                    !report.changes().isEmpty() || !report.needsRestart().isEmpty();
            return new Difference(differs, ConfigTree.of(report).get("changes"), report.needsRestart(), null, null);
        } catch (ConfigException e) {
            return new Difference(true, null, null, e.faults(), null);
        } catch (ReloadRefusedException e) {
            return new Difference(null, null, null, null, e.getMessage());
        }
    }

    private void reload(Context request) {
        boolean dryRun = dryRun(request);
        AdminAudit.before(request, loaded(control.running()));
        answer(request, control.reload(Trigger.API, dryRun));
    }

    private void take(Context request) throws IOException {
        boolean dryRun = dryRun(request);
        AdminAudit.before(request, loaded(control.running()));
        answer(request, control.take(text(request), dryRun));
    }

    private static void answer(Context request, ReloadReport report) {
        request.json(ConfigTree.of(report));
    }

    private static boolean dryRun(Context request) {
        String value = QueryArguments.of(request, List.of(DRY_RUN)).text(DRY_RUN);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw refusal("Query parameter " + DRY_RUN + " must be true or false, got " + value + ".");
        }
        return "true".equals(value);
    }

    private static String text(Context request) throws IOException {
        byte[] body = request.bodyInputStream().readNBytes(ConfigSource.MAX_BYTES + 1);
        if (body.length > ConfigSource.MAX_BYTES) {
            throw new HttpResponseException(413, "A configuration has at most 1 MiB.");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refusal("The body must be text in UTF-8.");
        }
    }
}
