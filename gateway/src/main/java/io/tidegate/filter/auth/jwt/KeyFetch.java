package io.tidegate.filter.auth.jwt;

import io.tidegate.config.FileText;
import io.tidegate.filter.auth.Authorities;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Gets a key set by HTTP. Confined to one virtual thread, which it blocks. */
final class KeyFetch implements AutoCloseable {
    private static final long MOST_BYTES = 1 << 20;

    private final URI address;
    private final @Nullable FileText ca;
    private final Duration timeout;
    private @Nullable HttpClient client;

    /**
     * Opens nothing before the first {@link #get}.
     *
     * @param ca whose certificates are believed; null for those that the JDK believes
     */
    KeyFetch(URI address, @Nullable FileText ca, Duration timeout) {
        this.address = address;
        this.ca = ca;
        this.timeout = timeout;
    }

    /**
     * Fetches once, within the timeout.
     *
     * @throws IOException whose message says what was wrong, for the log
     */
    KeySet get() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
        CompletableFuture<HttpResponse<String>> answer = client().sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MOST_BYTES));
        try {
            return keys(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS)); // with the body
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String message = cause.getMessage();
            throw new IOException(message == null ? cause.getClass().getSimpleName() : message, cause);
        } finally {
            answer.cancel(true);
        }
    }

    private HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = Authorities.newClient(ca)
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(timeout)
                    .followRedirects(HttpClient.Redirect.NEVER) // to where nobody configured
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
            client = made;
        }
        return made;
    }

    private static KeySet keys(HttpResponse<String> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        try {
            return KeySet.parse(response.body());
        } catch (ParseException e) {
            throw new IOException(e.getMessage());
        }
    }

    @Override
    public void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
