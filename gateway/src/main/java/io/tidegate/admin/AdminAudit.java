package io.tidegate.admin;

import io.javalin.http.Context;
import io.tidegate.config.AdminConfig.Role;
import io.tidegate.control.Latest;
import io.tidegate.journal.JournalEntry;
import io.tidegate.journal.JsonLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of every change by the admin API, and of each that a known caller was refused, in the log and a journal: who, what, what
 * was before and what is after, which is the answer unless a handler says more. Bodies of requests are not told: they may have
 * secrets. Shared.
 */
final class AdminAudit {
    private static final Logger LOG = LoggerFactory.getLogger(AdminAudit.class);
    private static final JsonText JSON = new JsonText();
    private static final String BEFORE = "tidegate.before";
    private static final String AFTER = "tidegate.after";
    private static final int MOST_CHARS = 16 * 1024;
    private static final int USUAL_BYTES = 512;

    private final Consumer<JournalEntry> journal;
    private final Latest<Change> latest = new Latest<>(ChangesApi.MOST);

    AdminAudit(Consumer<JournalEntry> journal) {
        this.journal = journal;
    }

    /** One line. */
    record Change(
            Instant at,
            Caller caller,
            String client,
            String method,
            String path,
            @Nullable String query,
            int status,
            @Nullable String before,
            @Nullable String after)
            implements JournalEntry {
        @Override
        public int heldBytes() {
            return USUAL_BYTES + 2 * (length(before) + length(after) + length(query) + path.length());
        }

        @Override
        public byte[] line() {
            return JsonLine.of(field -> {
                field.accept("time", at);
                field.accept("who", caller.name());
                field.accept("role", caller.role().name().toLowerCase(Locale.ROOT));
                field.accept("client", client);
                field.accept("method", method);
                field.accept("path", path);
                field.accept("query", query);
                field.accept("status", status);
                field.accept("before", before == null ? null : new JsonLine.Raw(before));
                field.accept("after", after == null ? null : new JsonLine.Raw(after));
            });
        }

        private static int length(@Nullable String text) {
            return text == null ? 0 : text.length();
        }
    }

    /** What a handler is about to change, as it is now. */
    static void before(Context request, Object state) {
        request.attribute(BEFORE, bounded(JSON.toJsonString(state, state.getClass())));
    }

    /** What came of a request, as a line of JSON, where that is not its answer. */
    static void after(Context request, byte[] line) {
        request.attribute(AFTER, bounded(new String(line, StandardCharsets.UTF_8).strip()));
    }

    /** Tells of a request that lasts, as it begins: {@code line} says in JSON how. It is told of at its end, too. */
    void begun(Context request, byte[] line) {
        after(request, line);
        tell(request);
        request.attribute(AFTER, null);
    }

    /** Called behind every request, whatever came of it. */
    void tell(Context request) {
        Caller caller = AdminGuard.caller(request);
        if (caller == null || AdminGuard.reads(request)) {
            return;
        }
        int status = request.statusCode();
        String said = request.attribute(AFTER);
        String answer = said != null || status >= 400 ? said : request.result();
        Change change = new Change(
                Instant.now(),
                caller,
                request.ip(),
                request.method().name(),
                request.path(),
                request.queryString(),
                status,
                request.attribute(BEFORE),
                answer == null || answer.isEmpty() ? null : bounded(answer));
        LOG.info(
                "{} ({}, {}): {} {}{} answered {}; before: {}; after: {}",
                caller.name(),
                caller.role(),
                change.client(),
                change.method(),
                change.path(),
                change.query() == null ? "" : "?" + change.query(),
                status,
                change.before(),
                change.after());
        journal.accept(change);
        if (caller.role() == Role.OPERATOR) { // others change nothing, and must not push out what did
            latest.add(change);
        }
    }

    /** What operators changed or wanted to, the newest one first. */
    List<Change> latest() {
        return latest.list();
    }

    private static String bounded(String json) {
        return json.length() <= MOST_CHARS ? json : "\"" + json.length() + " characters\"";
    }
}
