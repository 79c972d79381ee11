package io.tidegate.filter.auth.remote;

import io.tidegate.config.Check;
import io.tidegate.config.FileText;
import io.tidegate.filter.auth.Authorities;
import io.tidegate.filter.auth.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of one HTTP service, with a bound on how many are under way, how long each takes, and how much comes back. Its client has
 * threads of its own, from {@link #start} to {@link #close}. Redirects are answers. Shared.
 */
final class HttpCalls {
    private static final Logger LOG = LoggerFactory.getLogger(HttpCalls.class);
    private static final int MOST_BYTES = 64 * 1024;

    private final String name;
    private final @Nullable FileText ca;
    private final Duration timeout;
    private final Semaphore places;
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile @Nullable HttpClient client;

    /** Refuses what is no address of an HTTP service. */
    static void checkUrl(String key, URI url) {
        boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        Check.that(
                http && url.getHost() != null && url.getUserInfo() == null && url.getFragment() == null,
                key + " must be an address like https://host/path, without user and fragment, got "
                        + (url.getUserInfo() == null ? url : "one with a user"));
    }

    /**
     * @param name for the log
     * @param ca whose certificates are believed; null for those that the JDK believes
     * @param timeout of a call, from its first step to the last byte of its answer
     * @param most calls under way at once
     */
    HttpCalls(String name, @Nullable FileText ca, Duration timeout, int most) {
        this.name = name;
        this.ca = ca;
        this.timeout = timeout;
        this.places = new Semaphore(most);
    }

    void start() {
        client = newClient();
    }

    /**
     * What is under way comes to its end. Who asks later, as sessions do that are older than the configuration in use, gets a
     * client for that one call. Does not wait.
     */
    void close() {
        HttpClient running = client;
        client = null;
        if (running != null) {
            running.shutdown();
        }
    }

    /**
     * Asks the service; never blocks.
     *
     * @param reading what an answer says, whatever its status
     * @return what it says, or that there was none; never fails
     */
    CompletableFuture<Outcome> call(HttpRequest request, Function<HttpResponse<byte[]>, Outcome> reading) {
        if (!places.tryAcquire()) {
            return CompletableFuture.completedFuture(new Outcome.Unavailable("too many questions are under way"));
        }
        HttpClient running = client;
        CompletableFuture<HttpResponse<byte[]>> call = running == null ? sendOnce(request) : send(running, request);
        return call.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).handle((answer, failure) -> {
            places.release();
            call.cancel(true); // does nothing if it is done
            Outcome outcome = failure == null ? reading.apply(answer) : new Outcome.Unavailable(reason(failure));
            tell(outcome);
            return outcome;
        });
    }

    private HttpClient newClient() {
        return Authorities.newClient(ca)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    private CompletableFuture<HttpResponse<byte[]>> sendOnce(HttpRequest request) {
        CompletableFuture<HttpClient> made = CompletableFuture.supplyAsync(this::newClient, Thread::startVirtualThread);
        CompletableFuture<HttpResponse<byte[]>> call = made.thenCompose(once -> send(once, request));
        CompletionStage<HttpResponse<byte[]>> end = call; // be it a cancellation
        end.whenComplete((answer, failure) -> made.thenAccept(HttpClient::shutdownNow));
        return call;
    }

    private static CompletableFuture<HttpResponse<byte[]>> send(HttpClient client, HttpRequest request) {
        try {
            return client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The first of several failures, and the end of them. */
    private void tell(Outcome outcome) {
        if (outcome instanceof Outcome.Unavailable(String reason)) {
            if (failing.compareAndSet(false, true)) {
                LOG.warn("{}: {}", name, reason);
            }
        } else if (failing.compareAndSet(true, false)) {
            LOG.info("{}: answers again", name);
        }
    }

    private String reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        return switch (cause) {
            case TimeoutException _ -> "no answer within " + timeout.toMillis() + " ms";
            case ConnectException _ -> "no connection";
            case SSLException e -> "TLS failed: " + e.getMessage();
            case IOException e -> "the call failed: " + e.getClass().getSimpleName();
            default -> "the call failed: " + cause.getClass().getSimpleName();
        };
    }
}
