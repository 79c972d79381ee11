package io.tidegate.testing;

import io.tidegate.Gateway;
import java.time.Duration;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** The upstream {@code chat} of {@link Settings}, as the admin API and the metrics of its gateway tell of it. */
public final class ChatUpstream {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Admin admin;

    public ChatUpstream(Admin admin) {
        this.admin = admin;
    }

    /** Of a gateway whose {@code admin} is {@link Admin#ANY_PORT}. */
    public static ChatUpstream of(Gateway gateway) {
        return new ChatUpstream(Admin.of(gateway));
    }

    /** Of the endpoint of that id: {@code up}, {@code down}, {@code ejected} and so on. */
    public String state(String id) {
        return endpoint(id).path("state").asString();
    }

    public void awaitState(String id, String state) {
        Awaitility.await(id + " is " + state)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> state(id).equals(state));
    }

    /** Sessions at the endpoint of that id, open or being opened. */
    public int sessions(String id) {
        return endpoint(id).path("sessions").asInt();
    }

    /** Whether that endpoint came back and has less than its full share. */
    public boolean isStarting(String id) {
        return endpoint(id).path("starting").asBoolean();
    }

    public boolean isInPanic() {
        return view().path("panic").asBoolean();
    }

    /** Attempts to connect that endpoint, whatever came of them. */
    public int attempts(String id) {
        return Stream.of("connected", "refused", "timed-out", "failed")
                .mapToInt(result -> attempts(id, result))
                .sum();
    }

    /** Attempts to connect that endpoint with that result. */
    public int attempts(String id, String result) {
        String labels = "{endpoint=\"" + id + "\",result=\"" + result + "\",upstream=\"chat\"}";
        return (int) admin.metric("tidegate_connect_attempts_total" + labels);
    }

    private JsonNode endpoint(String id) {
        return StreamSupport.stream(view().path("endpoints").spliterator(), false)
                .filter(endpoint -> endpoint.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode view() {
        return admin.json("/api/v1/upstreams/chat");
    }
}
