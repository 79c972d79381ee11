package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    @TempDir
    private Path folder;

    private record Things(Map<String, Thing> things) {}

    private record Thing(int number, Instant until, List<String> names) {}

    @Test
    void aFileIsReadByTheRulesOfTheConfigurationAndNothingIsFilledIn() throws IOException {
        Path file = write("things: { \"a b@c\": { number: 7, until: 2030-01-01T00:00:00Z, names: [ \"${HOME}\" ] } }");

        Things read = SecretFile.read(file, Things.class);

        assertThat(read.things().get("a b@c"))
                .isEqualTo(new Thing(7, Instant.parse("2030-01-01T00:00:00Z"), List.of("${HOME}")));
    }

    @Test
    void everyFaultHasItsPlaceAndNoneQuotesTheFile() throws IOException {
        Path file = write("""
                things:
                  one: { number: s3cret, until: s3cret, names: [] }
                  two: s3cret
                  three: { number: 1, until: 2030-01-01T00:00:00Z, extra: s3cret }
                """);

        assertThat(faults(file))
                .containsExactly(
                        file + ":2:18 things.one.number must be a whole number",
                        file + ":2:33 things.one.until must be a time like 2027-01-31T12:00:00Z",
                        file + ":3:8 things.two must be a mapping",
                        file + ":4:52 things.three.extra is not a key here; known are number, until, names");
    }

    @Test
    void whatIsNoMappingOrNotThereIsRefused() throws IOException {
        assertThat(faults(write("s3cret"))).containsExactly(folder.resolve("file.yaml") + ":1:1 must be a mapping");
        assertThat(faults(folder.resolve("none.yaml")))
                .containsExactly(folder.resolve("none.yaml") + " does not exist");
    }

    private static List<String> faults(Path file) {
        var refused = new AllFaults();
        refused.during(() -> SecretFile.read(file, Things.class));
        var told = new ConfigException[1];
        assertThatThrownBy(refused::refuseIfAny)
                .isInstanceOfSatisfying(ConfigException.class, e -> told[0] = e)
                .hasMessageNotContaining("s3cret");
        return told[0].faults();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("file.yaml"), text);
    }
}
