package io.tidegate.cli.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the admin API of a gateway; one question after the other. What is not answered as hoped is an {@link ApiFailure}. */
public final class AdminApi implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CONNECTING = Duration.ofSeconds(5);

    /** Longer than the gateway waits for its loops. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final AdminAccess access;
    private final HttpClient http;

    public AdminApi(AdminAccess access) {
        this.access = access;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECTING);
        this.http = (access.tls() == null ? builder : builder.sslContext(access.tls())).build();
    }

    public JsonNode get(ApiPath path) {
        return ask("GET", path, null, PATIENCE);
    }

    public JsonNode delete(ApiPath path) {
        return ask("DELETE", path, null, PATIENCE);
    }

    public JsonNode post(ApiPath path) {
        return post(path, Duration.ZERO);
    }

    /**
     * For what takes the gateway its time.
     *
     * @param work how long that may be
     */
    public JsonNode post(ApiPath path, Duration work) {
        return ask("POST", path, null, PATIENCE.plus(work));
    }

    /** With an object of these members. */
    public JsonNode post(ApiPath path, Map<String, ?> body) {
        return ask("POST", path, body, PATIENCE);
    }

    /** With an object of these members. */
    public JsonNode patch(ApiPath path, Map<String, ?> body) {
        return ask("PATCH", path, body, PATIENCE);
    }

    /** Asks by POST, with an object of these members, for events, which are to be read and closed. */
    public EventStream stream(ApiPath path, Map<String, ?> body) {
        HttpResponse<InputStream> response =
                send(request("POST", path, body, PATIENCE), BodyHandlers.ofInputStream(), PATIENCE);
        if (response.statusCode() >= 400) {
            try (InputStream in = response.body()) {
                answer(response, new String(in.readAllBytes(), UTF_8));
            } catch (IOException e) {
                throw unreached("the answer broke off");
            }
        }
        return new EventStream(response.body());
    }

    private JsonNode ask(String method, ApiPath path, @Nullable Map<String, ?> body, Duration patience) {
        HttpResponse<String> response =
                send(request(method, path, body, patience), BodyHandlers.ofString(UTF_8), patience);
        return answer(response, response.body());
    }

    private HttpRequest request(String method, ApiPath path, @Nullable Map<String, ?> body, Duration patience) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(access.base() + path.toString()))
                .timeout(patience)
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(JSON.writeValueAsString(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (access.token() != null) {
            request.header("Authorization", "Bearer " + access.token());
        }
        return request.build();
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> reader, Duration patience) {
        try {
            return http.send(request, reader);
        } catch (HttpConnectTimeoutException e) {
            throw unreached("no connection within " + CONNECTING.toSeconds() + " s; is a firewall in between?");
        } catch (HttpTimeoutException e) {
            throw unreached("no answer within " + patience.toSeconds() + " s; the gateway is there, but held up");
        } catch (ConnectException e) {
            boolean unresolved = e.getCause() instanceof UnresolvedAddressException
                    || (e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException);
            throw unreached(
                    unresolved
                            ? "the host has no address"
                            : "connection refused; does the gateway run, and is this its admin.address?"
                                    + " (--admin URL, or -c FILE)");
        } catch (SSLException e) {
            throw unreached("TLS: " + e.getMessage()
                    + "; is it https, does --ca name the authority of its certificate, and does it ask for one of yours"
                    + " (--certificate and --key)?");
        } catch (IOException e) {
            throw unreached(e.getMessage() == null ? "the connection was lost" : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreached("interrupted");
        }
    }

    private ApiFailure unreached(String why) {
        return ApiFailure.of("no answer from " + access + ": " + why);
    }

    private JsonNode answer(HttpResponse<?> response, String text) {
        JsonNode body = parsed(text);
        if (body == null || !body.isObject()) {
            throw ApiFailure.of(access + " answers, but not as an admin API: HTTP " + response.statusCode() + ", "
                    + response.headers().firstValue("Content-Type").orElse("no Content-Type"));
        }
        if (response.statusCode() >= 400) {
            throw failure(response.statusCode(), body);
        }
        return body;
    }

    private ApiFailure failure(int status, JsonNode problem) {
        String detail = problem.path("detail").asString("HTTP " + status);
        return switch (status) {
            case 400 -> ApiFailure.refusal(List.of(detail));
            case 401 ->
                ApiFailure.of((access.token() == null ? "a token is needed" : "the token is not one of this gateway's")
                        + ": --token-file FILE or TIDEGATE_ADMIN_TOKEN (HTTP 401 of " + access + ")");
            case 403 ->
                ApiFailure.of("not allowed: " + detail + " The token, or certificate, is a viewer's (HTTP 403).");
            case 422 -> ApiFailure.refusal(faults(detail, problem.path("faults")));
            default -> ApiFailure.of(detail + " (HTTP " + status + ")");
        };
    }

    private static List<String> faults(String detail, JsonNode faults) {
        List<String> lines = new ArrayList<>(List.of(detail));
        faults.forEach(fault -> lines.add(fault.asString()));
        return lines;
    }

    private static @Nullable JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            return null;
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
