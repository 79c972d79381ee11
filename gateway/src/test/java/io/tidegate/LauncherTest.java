package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Installation.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher does, by what it tells a JVM that only repeats it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LauncherTest {
    @TempDir
    Path folder;

    private Installation installation;

    @BeforeEach
    void installInAFolderWithASpaceInItsName() throws IOException {
        installation = Installation.archive(folder.resolve("my tidegate")).withEchoingJdk("b.jar", "A.jar", "a.jar");
    }

    @Test
    void theProductIsFirstThenItsLibrariesInByteOrderThenThePlugins() throws Exception {
        installation.add("plugins/0.jar");

        assertThat(classPath(installation.run("version")))
                .containsExactly("tidegate-gateway-1.jar", "A.jar", "a.jar", "b.jar", "0.jar");
    }

    @Test
    void itRunsFromASourceCheckoutThatIsBuilt() throws Exception {
        Installation checkout =
                Installation.checkout(folder.resolve("check out")).withEchoingJdk("b.jar");

        assertThat(classPath(checkout.run("version"))).containsExactly("tidegate-gateway-1.jar", "b.jar");
    }

    @Test
    void itRunsThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), installation.launcher());

        assertThat(classPath(installation.run(link, "version"))).startsWith("tidegate-gateway-1.jar");
    }

    @Test
    void argumentsArePassedAsTheyAre() throws Exception {
        assertThat(installation.run("run", "--set", "a=b c", "", "*").lines())
                .endsWith("io.tidegate.Main", "run", "--set", "a=b c", "", "*");
    }

    @Test
    void furtherOptionsFollowTheDefaultsSoThatTheyWin() throws Exception {
        installation.with("TIDEGATE_JAVA_OPTS", "-Xmn64m -Dmy.own=1");

        assertThat(installation.run("version").lines()).containsSubsequence("-Xmn16m", "-Xmn64m", "-Dmy.own=1", "-cp");
    }

    @Test
    void aCollectorOfOnesOwnTakesThePlaceOfTheDefault() throws Exception {
        String standard = "-XX:+UseParallelGC";
        assertThat(installation.run("version").lines()).contains(standard);

        installation.with("TIDEGATE_JAVA_OPTS", "-Xmn64m -XX:+UseG1GC");

        assertThat(installation.run("version").lines()).contains("-XX:+UseG1GC").doesNotContain(standard);
    }

    @Test
    void anAotCacheIsUsedAsLongAsTheJarsAreThoseThatItWasMadeOf() throws Exception {
        assertThat(usesCache()).isFalse();
        assertThat(installation.run("aot").exitCode()).isZero();
        assertThat(usesCache()).isTrue();

        installation.add("plugins/own.jar");
        assertThat(usesCache()).as("with a plugin").isTrue();

        installation.add("lib/c.jar");
        assertThat(usesCache()).as("with a new library").isFalse();

        installation.run("aot");
        assertThat(usesCache()).isTrue();
        assertThat(installation.caches()).as("the older one is gone").hasSize(1);
    }

    @Test
    void anAotCacheIsNotUsedWithAProductOfTheSameSizeButOtherContent() throws Exception {
        installation.run("aot");

        installation.setProduct("PRODUCT");

        assertThat(usesCache()).isFalse();
    }

    @Test
    void anAotCacheIsNotUsedByAnotherJdk() throws Exception {
        installation.run("aot");

        installation.setJdk("25.0.4");

        assertThat(usesCache()).isFalse();
    }

    @Test
    void aCacheThatCannotBeMadeIsToldAndLeavesNothingBehind() throws Exception {
        installation.with("FAIL_ON", "-XX:AOTMode=create");

        Output output = installation.run("aot");

        assertThat(output.exitCode()).isEqualTo(1);
        assertThat(output.errors()).contains("tidegate: could not make an AOT cache");
        assertThat(installation.caches()).isEmpty();
    }

    private boolean usesCache() throws Exception {
        return installation.run("version").lines().stream().anyMatch(line -> line.startsWith("-XX:AOTCache="));
    }

    private static List<String> classPath(Output output) {
        List<String> lines = output.lines();
        return Arrays.stream(lines.get(lines.indexOf("-cp") + 1).split(":"))
                .map(entry -> Path.of(entry).getFileName().toString())
                .toList();
    }
}
