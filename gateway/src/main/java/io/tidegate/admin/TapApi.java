package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.tidegate.filter.content.Discretion;
import io.tidegate.session.SessionRegistry;
import io.tidegate.session.tap.Tap;
import io.tidegate.session.tap.TapEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams what passes in a session, for a while, as server-sent events. Shared; called on virtual threads, which wait for it. */
final class TapApi {
    /** At once. */
    static final int MOST_TAPS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(TapApi.class);
    private static final long PATIENCE_SECONDS = 5;

    /** How often something is written, so that a caller who is gone shows. */
    private static final long HEARTBEAT_MILLIS = 2000;

    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8); // a comment

    private final SessionRegistry registry;
    private final AdminAudit audit;
    private final Semaphore free = new Semaphore(MOST_TAPS);

    TapApi(SessionRegistry registry, AdminAudit audit) {
        this.registry = registry;
        this.audit = audit;
    }

    void addTo(RoutesConfig routes) {
        routes.post("/api/v1/sessions/{id}/tap", this::tap);
    }

    private void tap(Context request) throws Exception {
        QueryArguments.of(request, List.of());
        TapWish wish = TapWish.of(request.body());
        if (!free.tryAcquire()) {
            throw new HttpResponseException(
                    429, "As many sessions are tapped as can be at once, which is " + MOST_TAPS + ".");
        }
        Tap tap = new Tap(wish.tap());
        try {
            String id = request.pathParam("id");
            begin(id, tap);
            audit.begun(request, TapText.begin(id, tap));
            stream(
                    request,
                    id,
                    tap,
                    new TapText(
                            Discretion.of(tap.start().filters(), wish.redact()),
                            wish.tap().bytes()));
        } finally {
            tap.leave();
            free.release();
        }
    }

    private void begin(String id, Tap tap) throws Exception {
        Boolean begun = registry.tap(id, tap).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (begun == null) {
            throw SessionsApi.unknown();
        }
        if (!begun) {
            throw new HttpResponseException(409, "The session is not open yet, ends, or is being tapped already.");
        }
    }

    private void stream(Context request, String id, Tap tap, TapText text) throws Exception {
        request.contentType("text/event-stream; charset=utf-8");
        try {
            OutputStream out = request.res().getOutputStream(); // not one that compresses, and waits for more to do so
            write(out, "begin", TapText.begin(id, tap));
            long deadlineNanos =
                    System.nanoTime() + TimeUnit.SECONDS.toNanos(tap.wish().seconds() + PATIENCE_SECONDS);
            Tap.End end = tap.end();
            for (long lost = 0; end == null && System.nanoTime() - deadlineNanos < 0; end = tap.end()) {
                TapEvent event = tap.next(HEARTBEAT_MILLIS);
                if (tap.lost() != lost) {
                    lost = tap.lost();
                    write(out, "lost", TapText.lost(lost));
                }
                if (event != null) {
                    write(out, "message", text.event(event));
                } else {
                    out.write(HEARTBEAT);
                    out.flush();
                }
            }
            if (end != null) {
                write(out, "end", TapText.end(end));
                AdminAudit.after(request, TapText.end(end));
            }
        } catch (IOException e) {
            LOG.debug("who tapped session {} is gone", id, e);
        }
    }

    /** @param json a line */
    private static void write(OutputStream out, String event, byte[] json) throws IOException {
        out.write(("event: " + event + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        out.write(json);
        out.write('\n');
        out.flush();
    }
}
