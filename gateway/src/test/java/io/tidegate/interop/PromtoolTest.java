package io.tidegate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.ForeignProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus itself takes what deploy/prometheus has for it, and its rules do what their tests say. */
@Tag("interop")
class PromtoolTest {
    private static final Path RULES =
            Path.of("..", "deploy", "prometheus").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void theRulesAreRules() throws Exception {
        assertThat(promtool("check", "rules", "alerts.yaml", "recording.yaml")).doesNotContain("FAILED");
    }

    @Test
    void theRulesRaiseWhatTheirTestsSayAndNothingElse() throws Exception {
        assertThat(promtool("test", "rules", "tests.yaml")).contains("SUCCESS");
    }

    @Test
    void theConfigurationIsOne() throws Exception {
        assertThat(promtool("check", "config", "prometheus.yaml")).contains("SUCCESS");
    }

    /** What it prints; fails if it finds a fault. */
    private String promtool(String... arguments) throws Exception {
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(ForeignProgram.installed("promtool")));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(RULES.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(output);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
