package io.tidegate.admin;

import static io.tidegate.admin.QueryArguments.refusal;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.config.MoveMode;
import io.tidegate.config.Rate;
import io.tidegate.config.Units;
import io.tidegate.move.Moves;
import io.tidegate.move.Progress;
import io.tidegate.session.MoveResult;
import io.tidegate.session.SessionRegistry;
import io.tidegate.telemetry.SessionView;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.Upstream;
import io.tidegate.upstream.Upstreams;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Empties endpoints, and moves single sessions. Shared; called on virtual threads. */
final class MovesApi {
    private static final String EVACUATE = "/api/v1/upstreams/{upstream}/endpoints/<endpoint>/evacuate";
    private static final long PATIENCE_SECONDS = 5;
    private static final long MOVE_SECONDS = 15; // to seek an endpoint, and to leave the other one
    private static final Rate RATE = Rate.parse("50/s");
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final Duration MOVE_DEADLINE = Duration.ofSeconds(5);

    /** How an evacuation stands, as {@link Progress}. */
    private record Evacuation(
            String upstream,
            String endpoint,
            String state,
            String mode,
            String rate,
            int total,
            int moved,
            int closed,
            int failed,
            int left,
            Instant startedAt,
            Instant deadline,
            @Nullable Instant endedAt) {
        static Evacuation of(Endpoint endpoint, Progress progress) {
            return new Evacuation(
                    endpoint.upstream(),
                    endpoint.id(),
                    Units.kebab(progress.state().name()),
                    Units.kebab(progress.mode().name()),
                    progress.rate().toString(),
                    progress.total(),
                    progress.moved(),
                    progress.closed(),
                    progress.failed(),
                    progress.left(),
                    progress.startedAt(),
                    progress.deadline(),
                    progress.endedAt());
        }
    }

    private record Evacuations(List<Evacuation> evacuations) {}

    /**
     * A session that was moved.
     *
     * @param endpoint where it is now; absent if it has ended since
     */
    private record Moved(String result, @Nullable String endpoint) {}

    private final Upstreams upstreams;
    private final SessionRegistry registry;
    private final Moves moves;

    MovesApi(AdminSources sources) {
        this.upstreams = sources.upstreams();
        this.registry = sources.sessions();
        this.moves = sources.moves();
    }

    void addTo(RoutesConfig routes) {
        routes.post(EVACUATE, this::evacuate);
        routes.get(EVACUATE, request -> answer(request, moves.progress(endpoint(request))));
        routes.patch(EVACUATE, this::pause);
        routes.delete(EVACUATE, request -> answer(request, moves.cancel(endpoint(request))));
        routes.get("/api/v1/evacuations", this::list);
        routes.post("/api/v1/sessions/{id}/move", this::move);
    }

    private void list(Context request) throws Exception {
        QueryArguments.of(request, List.of());
        List<Endpoint> endpoints = upstreams.all().stream()
                .flatMap(upstream -> upstream.endpoints().stream())
                .toList();
        List<Evacuation> found = new ArrayList<>();
        await(moves.progressOf(endpoints), PATIENCE_SECONDS)
                .forEach((endpoint, progress) -> found.add(Evacuation.of(endpoint, progress)));
        request.json(new Evacuations(found));
    }

    private void evacuate(Context request) throws Exception {
        Upstream upstream = NamedEndpoint.upstream(upstreams, request);
        Endpoint endpoint = endpoint(request);
        JsonWish body = JsonWish.of(request.body(), Set.of("mode", "rate", "deadline"));
        Moves.Wish wish = new Moves.Wish(
                body.value("mode", MovesApi::mode, MoveMode.MIGRATE),
                body.value("rate", Rate::parse, RATE),
                body.value("deadline", text -> duration(text, Duration.ofHours(24)), DEADLINE));
        Progress begun = await(moves.evacuate(upstream, endpoint, wish), PATIENCE_SECONDS);
        if (begun == null) {
            throw new HttpResponseException(409, "The endpoint is being evacuated already.");
        }
        request.status(202).json(Evacuation.of(endpoint, begun));
    }

    private void pause(Context request) throws Exception {
        Endpoint endpoint = endpoint(request);
        Boolean pause = JsonWish.of(request.body(), Set.of("state"))
                .<@Nullable Boolean>value("state", MovesApi::isPaused, null);
        if (pause == null) {
            throw refusal("The body must say whether state is to be paused or running.");
        }
        answer(request, moves.pause(endpoint, pause));
    }

    private void move(Context request) throws Exception {
        String id = request.pathParam("id");
        Duration asked = QueryArguments.of(request, List.of("deadline"))
                .value("deadline", text -> duration(text, Duration.ofMinutes(1)));
        Duration deadline = asked == null ? MOVE_DEADLINE : asked;
        MoveResult result = await(moves.move(id, deadline), deadline.toSeconds() + MOVE_SECONDS);
        if (result == null) {
            throw SessionsApi.unknown();
        }
        if (result != MoveResult.MOVED) {
            throw new HttpResponseException(409, why(result, deadline));
        }
        SessionView session = await(registry.find(id), PATIENCE_SECONDS);
        request.json(new Moved(result.label(), session == null ? null : session.endpoint()));
    }

    private void answer(Context request, CompletableFuture<@Nullable Progress> asked) throws Exception {
        QueryArguments.of(request, List.of());
        Progress progress = await(asked, PATIENCE_SECONDS);
        if (progress == null) {
            throw new HttpResponseException(404, "This endpoint has not been evacuated.");
        }
        request.json(Evacuation.of(endpoint(request), progress));
    }

    private Endpoint endpoint(Context request) {
        return NamedEndpoint.endpoint(NamedEndpoint.upstream(upstreams, request), request);
    }

    private static String why(MoveResult result, Duration deadline) {
        return switch (result) {
            case MOVED -> "It was moved.";
            case NOT_RESUMABLE -> "Its route has no resume, so it cannot be moved.";
            case UNDER_WAY -> "It is on its way to another endpoint already.";
            case NEVER_QUIET -> "It was not quiet for long enough within " + Units.format(deadline) + "; it stays.";
            case NO_ENDPOINT -> "No other endpoint took it; it stays.";
            case ENDPOINT_LOST -> "It lost its endpoint before it could leave it.";
            case CALLED_OFF, ENDED -> "It has ended.";
        };
    }

    private static MoveMode mode(String text) {
        return Arrays.stream(MoveMode.values())
                .filter(mode -> Units.kebab(mode.name()).equals(text))
                .findFirst()
                .orElseThrow(() -> new ConfigException("must be one of "
                        + Arrays.stream(MoveMode.values())
                                .map(mode -> Units.kebab(mode.name()))
                                .collect(Collectors.joining(", "))
                        + ", got " + text));
    }

    private static boolean isPaused(String text) {
        Check.that(text.equals("paused") || text.equals("running"), "must be paused or running, got " + text);
        return text.equals("paused");
    }

    private static Duration duration(String text, Duration most) {
        Duration duration = Units.parseDuration(text);
        Check.that(
                duration.compareTo(Duration.ofMillis(100)) >= 0 && duration.compareTo(most) <= 0,
                "must be between 100ms and " + Units.format(most) + ", got " + text);
        return duration;
    }

    /** @throws TimeoutException if a loop is held up */
    private static <T extends @Nullable Object> T await(CompletableFuture<T> answer, long seconds)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(seconds, TimeUnit.SECONDS);
    }
}
