package io.tidegate.admin;

import static io.tidegate.admin.QueryArguments.refusal;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.tidegate.config.ConfigException;
import io.tidegate.config.Rate;
import io.tidegate.config.Units;
import io.tidegate.filter.Renewal;
import io.tidegate.filter.SessionKeys;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Principal;
import io.tidegate.session.SessionOrder;
import io.tidegate.session.SessionOrder.Place;
import io.tidegate.session.SessionRegistry;
import io.tidegate.session.SessionRegistry.Farewell;
import io.tidegate.telemetry.Endings;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.SessionStory;
import io.tidegate.telemetry.SessionView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists, shows and ends sessions. Shared; called on virtual threads, which wait for the loops. */
final class SessionsApi {
    private static final long PATIENCE_SECONDS = 5;
    private static final int REASON_BYTES = 123;
    private static final int MOST_CREDENTIAL = 32 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> WORDS = List.of("code", "reason");
    private static final List<String> LIST_PARAMETERS =
            with(SessionFilter.PARAMETERS, List.of("search", "sort", "limit", "cursor"));
    private static final List<String> END_PARAMETERS =
            with(with(SessionFilter.PARAMETERS, List.of("all", "rate")), WORDS);

    private record Sessions(
            List<SessionView> sessions,
            long total,
            @Nullable String cursor) {}

    private record Ending(int ending, String rate) {}

    private record Renewed(String subject, @Nullable Instant expires) {}

    private final SessionRegistry registry;
    private final Endings endings;

    SessionsApi(SessionRegistry registry, Endings endings) {
        this.registry = registry;
        this.endings = endings;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api/v1/sessions", this::list);
        routes.delete("/api/v1/sessions", this::endAll);
        routes.get("/api/v1/sessions/{id}", this::show);
        routes.delete("/api/v1/sessions/{id}", this::end);
        routes.post("/api/v1/sessions/{id}/credentials", this::renew);
        routes.delete("/api/v1/subjects/{subject}/sessions", this::revoke);
    }

    private void list(Context request) throws Exception {
        QueryArguments query = QueryArguments.of(request, LIST_PARAMETERS);
        int limit = query.number("limit", 1, 1000, 100);
        Place after = query.value("cursor", SessionCursor::read);
        SessionOrder order = query.value("sort", SessionsApi::orderOf);
        Predicate<Journey> which = SessionFilter.of(query).and(SessionSearch.of(query.text("search")));
        SessionRegistry.Page page =
                await(registry.list(which, order == null ? SessionOrder.BY_ID : order, after, limit));
        Place last = page.last();
        request.json(new Sessions(page.sessions(), page.total(), last == null ? null : SessionCursor.text(last)));
    }

    private void show(Context request) throws Exception {
        QueryArguments.of(request, List.of());
        String id = request.pathParam("id");
        SessionStory open = await(registry.story(id));
        SessionStory story = open == null ? endings.find(id) : open; // in this order: it may end meanwhile
        if (story == null) {
            throw new HttpResponseException(404, "There is no session of this id, and none among the last that ended.");
        }
        request.json(story);
    }

    private void end(Context request) throws Exception {
        Farewell words = words(QueryArguments.of(request, WORDS));
        SessionView session = await(registry.find(request.pathParam("id")));
        if (session != null) {
            AdminAudit.before(request, session);
        }
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

    /** Neither the credential nor any part of it is in an answer. */
    private void renew(Context request) throws Exception {
        QueryArguments.of(request, List.of());
        Renewal renewal = await(registry.renew(request.pathParam("id"), credential(request)));
        switch (renewal) {
            case Renewal.Renewed(Principal principal) ->
                request.json(new Renewed(principal.subject(), principal.expires()));
            case Renewal.Refused(String reason) -> throw new HttpResponseException(422, "Refused: " + reason + ".");
            case Renewal.Unavailable(String reason) ->
                throw new HttpResponseException(503, "Nobody can say at the moment: " + reason + ".");
            case Renewal.None.NOT_RENEWABLE ->
                throw new HttpResponseException(409, "The session was not let in by anything that can be renewed.");
            case null -> throw unknown();
        }
    }

    private static String credential(Context request) {
        byte[] body = readAtMost(request, MOST_CREDENTIAL);
        try {
            JsonNode wish = JSON.readTree(body);
            if (wish.isObject() && wish.size() == 1 && wish.path("credential").isString()) {
                return wish.path("credential").asString();
            }
        } catch (JacksonException e) {
            throw refusal("The body must be JSON."); // what it says of the place may quote the credential
        }
        throw refusal("The body must be an object with credential, a text, and nothing else.");
    }

    private static byte[] readAtMost(Context request, int most) {
        try {
            byte[] body = request.bodyInputStream().readNBytes(most + 1);
            if (body.length > most) {
                throw new HttpResponseException(413, "A credential has at most 32 KiB.");
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void revoke(Context request) throws Exception {
        Farewell words = words(QueryArguments.of(request, WORDS), CloseCode.POLICY_VIOLATION, "access revoked");
        String subject = request.pathParam("subject");
        int ending = await(registry.endAll(journey -> subject.equals(subjectOf(journey)), Duration.ZERO, words));
        request.status(202).json(new Ending(ending, "at once"));
    }

    static @Nullable String subjectOf(Journey journey) {
        SessionKeys keys = journey.keys();
        Principal principal = keys == null ? null : keys.identity().principal();
        return principal == null ? null : principal.subject();
    }

    private static Farewell words(QueryArguments query) {
        return words(query, CloseCode.SERVICE_RESTART, "ended by an operator");
    }

    private static Farewell words(QueryArguments query, int usualCode, String usualReason) {
        int code = query.number("code", 1000, 4999, usualCode);
        String reason = query.text("reason");
        if (!CloseCode.isValid(code)) {
            throw refusal("Query parameter code must be a close code that may be sent, got " + code + ".");
        }
        if (reason != null && reason.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES) {
            throw refusal("Query parameter reason must have at most " + REASON_BYTES + " bytes.");
        }
        return new Farewell(Cause.KILLED, code, reason == null ? usualReason : reason);
    }

    /** @throws TimeoutException if a loop is held up */
    private static <T extends @Nullable Object> T await(CompletableFuture<T> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** What to answer where no session of an id is open. */
    static HttpResponseException unknown() {
        return new HttpResponseException(
                404, "There is no session of this id that is open. If it has ended, its timeline says how.");
    }

    /** @param text what it is ordered by, with a minus before it for the other way around */
    private static SessionOrder orderOf(String text) {
        boolean descending = text.startsWith("-");
        String name = descending ? text.substring(1) : text;
        return Arrays.stream(SessionOrder.Key.values())
                .filter(key -> Units.kebab(key.name()).equals(name))
                .findFirst()
                .map(key -> new SessionOrder(key, descending))
                .orElseThrow(() -> new ConfigException("must be one of "
                        + Arrays.stream(SessionOrder.Key.values())
                                .map(key -> Units.kebab(key.name()))
                                .collect(Collectors.joining(", "))
                        + ", with a minus before it for the other way around, got " + text));
    }

    private static List<String> with(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
