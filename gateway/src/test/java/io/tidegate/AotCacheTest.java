package io.tidegate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Installation.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's AOT cache in a JVM. It is made once, by the first test. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AotCacheTest {
    @TempDir
    static Path folder;

    private static Installation installation;
    private static Output making;

    @BeforeAll
    static void make() throws Exception {
        installation = Installation.archive(folder.resolve("my tidegate")).real();
        making = installation.run("aot");
    }

    @BeforeEach
    void withNoOptionsOfOnesOwn() {
        installation.with("TIDEGATE_JAVA_OPTS", "");
    }

    @Test
    void itIsMadeWhereTheProgramIsInstalled() throws Exception {
        assertThat(making.exitCode()).as(making.errors()).isZero();
        assertThat(installation.caches()).hasSize(1);
    }

    @Test
    void theProgramsClassesComeFromIt() throws Exception {
        assertThat(loaded()).anyMatch(line -> line.contains("io.tidegate.Main source: shared objects file"));
    }

    @Test
    void optionsThatItWasNotMadeForAreNoError() throws Exception {
        installation.with("TIDEGATE_JAVA_OPTS", "-XX:+UseG1GC -XX:-UseCompactObjectHeaders");

        assertThatItRuns();
    }

    @Test
    void aDamagedOneIsPassedOver() throws Exception {
        Path cache = installation.caches().getFirst();
        byte[] whole = Files.readAllBytes(cache);
        try {
            Files.write(cache, "no cache at all".getBytes(UTF_8));

            assertThatItRuns();
        } finally {
            Files.write(cache, whole);
        }
    }

    private static void assertThatItRuns() throws Exception {
        Output output = installation.run("version");

        assertThat(output.exitCode()).isZero();
        assertThat(output.errors()).isEmpty();
        assertThat(output.lines()).first().asString().startsWith("tidegate ");
    }

    private static List<String> loaded() throws Exception {
        Path log = Files.createTempFile(folder, "loaded", ".txt");
        installation.with("TIDEGATE_JAVA_OPTS", "-Xlog:class+load:file=" + log);
        assertThatItRuns();
        return Files.readAllLines(log);
    }
}
