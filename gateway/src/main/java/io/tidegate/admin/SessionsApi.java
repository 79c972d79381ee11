package io.tidegate.admin;

import static io.tidegate.admin.QueryArguments.refusal;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.tidegate.config.ConfigException;
import io.tidegate.config.Rate;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.session.SessionRegistry;
import io.tidegate.session.SessionRegistry.Farewell;
import io.tidegate.telemetry.SessionView;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists, shows and ends sessions. Shared; called on virtual threads, which wait for the loops. */
final class SessionsApi {
    private static final long PATIENCE_SECONDS = 5;
    private static final int REASON_BYTES = 123;
    private static final List<String> WORDS = List.of("code", "reason");
    private static final List<String> LIST_PARAMETERS = with(SessionFilter.PARAMETERS, List.of("limit", "cursor"));
    private static final List<String> END_PARAMETERS =
            with(with(SessionFilter.PARAMETERS, List.of("all", "rate")), WORDS);

    private record Sessions(
            List<SessionView> sessions,
            long total,
            @Nullable String cursor) {}

    private record Ending(int ending, String rate) {}

    private final SessionRegistry registry;

    SessionsApi(SessionRegistry registry) {
        this.registry = registry;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api/v1/sessions", this::list);
        routes.delete("/api/v1/sessions", this::endAll);
        routes.get("/api/v1/sessions/{id}", this::show);
        routes.delete("/api/v1/sessions/{id}", this::end);
    }

    private void list(Context request) throws Exception {
        QueryArguments query = QueryArguments.of(request, LIST_PARAMETERS);
        int limit = query.number("limit", 1, 1000, 100);
        String afterId = query.value("cursor", SessionsApi::idOf);
        SessionRegistry.Page page = await(registry.list(SessionFilter.of(query), afterId, limit));
        String cursor = page.more() ? cursorOf(page.sessions().getLast().id()) : null;
        request.json(new Sessions(page.sessions(), page.total(), cursor));
    }

    private void show(Context request) throws Exception {
        QueryArguments.of(request, List.of());
        SessionView session = await(registry.find(request.pathParam("id")));
        if (session == null) {
            throw unknown();
        }
        request.json(session);
    }

    private void end(Context request) throws Exception {
        Farewell words = words(QueryArguments.of(request, WORDS));
        if (!await(registry.end(request.pathParam("id"), words))) {
            throw unknown();
        }
        request.status(202).json(new Ending(1, "at once"));
    }

    private void endAll(Context request) throws Exception {
        QueryArguments query = QueryArguments.of(request, END_PARAMETERS);
        SessionFilter filter = SessionFilter.of(query);
        String all = query.text("all");
        if (all != null && !all.equals("true")) {
            throw refusal("Query parameter all must be true or absent, got " + all + ".");
        }
        if (filter.isAll() != (all != null)) {
            throw refusal("Give either a filter (" + String.join(", ", SessionFilter.PARAMETERS) + ") or all=true.");
        }
        Rate asked = query.value("rate", Rate::parse);
        Rate rate = asked == null ? Rate.parse("50/s") : asked;
        int ending = await(registry.endAll(filter, rate, words(query)));
        request.status(202).json(new Ending(ending, rate.toString()));
    }

    private static Farewell words(QueryArguments query) {
        int code = query.number("code", 1000, 4999, CloseCode.SERVICE_RESTART);
        String reason = query.text("reason");
        if (!CloseCode.isValid(code)) {
            throw refusal("Query parameter code must be a close code that may be sent, got " + code + ".");
        }
        if (reason != null && reason.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES) {
            throw refusal("Query parameter reason must have at most " + REASON_BYTES + " bytes.");
        }
        return new Farewell(Cause.KILLED, code, reason == null ? "ended by an operator" : reason);
    }

    /** @throws TimeoutException if a loop is held up */
    private static <T extends @Nullable Object> T await(CompletableFuture<T> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static HttpResponseException unknown() {
        return new HttpResponseException(404, "There is no session of this id.");
    }

    private static String cursorOf(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    private static String idOf(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("must be the cursor of the page before, got " + cursor);
        }
    }

    private static List<String> with(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
