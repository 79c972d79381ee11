package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shows that the check of the hot path can fail. */
class HotPathDialectTest {
    @TempDir
    private static Path fixtureClasses;

    private static List<String> violations;

    @BeforeAll
    static void checkTheFixture() throws IOException {
        Path tests = Path.of(URI.create(HotPathFixture.class.getResource("").toString()));
        try (Stream<Path> files = Files.list(tests)) {
            for (Path file : files.filter(HotPathDialectTest::isOfFixture).toList()) {
                Files.copy(file, fixtureClasses.resolve(file.getFileName()));
            }
        }
        violations = HotPathDialect.of(fixtureClasses).violations();
    }

    @ParameterizedTest
    @CsvSource({
        "makesALambda, makes a lambda",
        "buildsAString, builds a string",
        "buildsAStringByHand, builds a string: java/lang/String.valueOf",
        "switchesOverAPattern, switches over a pattern",
        "boxes, boxes: java/lang/Long.valueOf",
        "readsAClock, reads a clock: java/lang/System.nanoTime",
        "readsTheWallClock, reads a clock: java/time/Instant.now",
        "usesAStream, uses a stream",
        "usesAnOptional, uses an Optional",
        "makesAnIterator, makes an iterator",
        "logs, logs: org/slf4j/Logger.debug",
        "takesALock, takes a lock",
        "isSynchronized, is synchronized",
        "callsUnmarked, 'calls HotPathFixture.unmarked, which is not @HotPath'",
        "callsUnmarkedOfAnInterface, 'calls HotPathFixture$Step.cold, which is not @HotPath'",
        "callsAMethodOfARecord, 'calls HotPathFixture$Point.sum, which is not @HotPath'",
        "makesARecord, 'calls HotPathFixture$Point.<init>, which is not @HotPath'",
        "copiesTheConstantsOfAnEnum, 'calls HotPathFixture$Colour.values, which is not @HotPath'"
    })
    void aMethodThatLeavesTheDialectIsReported(String method, String fault) {
        assertThat(violations)
                .anyMatch(line -> line.matches("HotPathFixture\\." + method + "[: ].*") && line.contains(fault));
    }

    @Test
    void anUnmarkedOverrideOfAMarkedMethodIsReported() {
        assertThat(violations)
                .contains("HotPathFixture$UnmarkedStep.hot overrides HotPathFixture$Step.hot and is not @HotPath");
    }

    @Test
    void aMethodThatKeepsToTheDialectIsNotReported() {
        assertThat(violations).noneMatch(line -> line.startsWith("HotPathFixture.keepsToTheDialect"));
        assertThat(violations).noneMatch(line -> line.startsWith("HotPathFixture$MarkedStep"));
    }

    private static boolean isOfFixture(Path file) {
        return file.getFileName().toString().startsWith("HotPathFixture");
    }
}
