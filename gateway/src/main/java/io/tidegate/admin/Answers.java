package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.tidegate.config.ConfigException;
import io.tidegate.control.ReloadRefusedException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the admin API answers: fields that every answer has, and failures as problem details (RFC 9457). */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String PROBLEM = "application/problem+json";
    private static final String POLICY =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /**
     * The body of a failure.
     *
     * @param faults of a configuration, each with its place
     */
    private record Problem(
            String type,
            String title,
            int status,
            String detail,
            @Nullable List<String> faults) {
        static Problem of(int status, String detail) {
            return of(status, detail, null);
        }

        static Problem of(int status, String detail, @Nullable List<String> faults) {
            return new Problem("about:blank", HttpStatus.forStatus(status).getMessage(), status, detail, faults);
        }
    }

    private Answers() {}

    /** Set before the request is looked at, so that refusals have them too. */
    static void secure(Context request) {
        request.header("X-Content-Type-Options", "nosniff");
        request.header("Content-Security-Policy", POLICY);
        request.header("Cache-Control", "no-store");
        request.header("Referrer-Policy", "no-referrer");
    }

    static void addProblems(RoutesConfig routes) {
        routes.exception(HttpResponseException.class, Answers::refuse);
        routes.exception(ConfigException.class, Answers::refuse);
        routes.exception(
                ReloadRefusedException.class, (e, request) -> send(request, 409, String.valueOf(e.getMessage())));
        routes.exception(
                TimeoutException.class, (e, request) -> send(request, 503, "An event loop did not answer in time."));
        routes.exception(Exception.class, (e, request) -> {
            LOG.error("{} {} failed", request.method(), request.path(), e);
            send(request, 500, "The gateway's log says more.");
        });
    }

    /** For requests so broken that they reach no handler of ours. */
    static Request.Handler forJetty() {
        return (request, response, callback) -> {
            int status = response.getStatus();
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, PROBLEM);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.getHeaders().put("X-Content-Type-Options", "nosniff");
            String body = new JsonText().toJsonString(Problem.of(status, "The request is malformed."), Problem.class);
            Content.Sink.write(response, true, body, callback);
            return true;
        };
    }

    private static void refuse(HttpResponseException e, Context request) {
        Object allowed = e.getDetails().get("availableMethods");
        if (e.getStatus() == 405 && allowed != null) {
            request.header("Allow", allowed.toString());
        }
        send(request, e.getStatus(), String.valueOf(e.getMessage()));
    }

    private static void refuse(ConfigException e, Context request) {
        send(request, Problem.of(422, "The configuration has faults; the one that runs stays.", e.faults()));
    }

    private static void send(Context request, int status, String detail) {
        send(request, Problem.of(status, detail));
    }

    private static void send(Context request, Problem problem) {
        request.status(problem.status()).json(problem).contentType(PROBLEM);
    }
}
