package io.tidegate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A file of lines that a gateway writes, each a JSON object. */
public record JournalLines(Path file) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The lines so far. */
    public List<ObjectNode> now() {
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> (ObjectNode) JSON.readTree(line))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for that many lines, and takes what is not the same in each run away: {@code time} and {@code session}. */
    public List<String> await(int count) {
        Awaitility.await(count + " lines")
                .pollInterval(Duration.ofMillis(5))
                .until(() -> now().size(), size -> size >= count);
        return now().stream().map(JournalLines::timeless).toList();
    }

    private static String timeless(ObjectNode line) {
        Instant.parse(line.remove("time").asString());
        line.remove("session");
        return line.toString();
    }
}
