package io.tidegate.cli.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Server-sent events of the admin API, as they come. Read by one thread; another may leave it. */
public final class EventStream implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String NAME = "event: ";
    private static final String DATA = "data: ";

    private final InputStream in;
    private final BufferedReader lines;
    private volatile boolean left;

    EventStream(InputStream in) {
        this.in = in;
        this.lines = new BufferedReader(new InputStreamReader(in, UTF_8));
    }

    /** One of them. */
    public record Event(String name, JsonNode data) {}

    /**
     * Waits for the next one.
     *
     * @return null if none comes any more, since the stream is at its end or was left
     * @throws ApiFailure if it broke off
     */
    public @Nullable Event next() {
        try {
            String name = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(NAME)) {
                    name = line.substring(NAME.length());
                } else if (line.startsWith(DATA)) {
                    return new Event(name, JSON.readTree(line.substring(DATA.length())));
                }
            }
            return null;
        } catch (IOException e) {
            if (left) {
                return null;
            }
            throw ApiFailure.of("the stream broke off: the gateway, or the way to it, is gone");
        }
    }

    @Override
    public void close() {
        leave();
    }

    /** Ends the reading. From any thread. */
    public void leave() {
        left = true;
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
