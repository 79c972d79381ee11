package io.tidegate.filter.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.testing.LogOf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class WatchedFileTest {
    @RegisterExtension
    final LogOf log = new LogOf(WatchedFile.class);

    @TempDir
    private Path folder;

    private WatchedFile<String> file;

    @Test
    void aFileThatIsWrittenToOrReplacedIsReadAgain() throws IOException {
        watch("one");

        write("two");
        awaitContent("two");

        Path next = Files.writeString(folder.resolve("next"), "three");
        Files.move(next, folder.resolve("file"), StandardCopyOption.ATOMIC_MOVE);
        awaitContent("three");
        awaitLog("[INFO] " + folder.resolve("file") + " was read again");
    }

    @Test
    void whatWasReadStaysWhileTheFileHasFaultsOrIsGone() throws IOException {
        watch("one");

        write("bad");
        awaitLog("[WARN] " + folder.resolve("file") + " has faults, what was read before stays: bad is bad");
        Files.delete(folder.resolve("file"));
        awaitLog("[WARN] " + folder.resolve("file") + " has faults, what was read before stays: gone");
        assertThat(file.content()).isEqualTo("one");

        write("two");
        awaitContent("two");
    }

    @Test
    void aFileThatHasFaultsFromTheBeginningIsRefused() {
        assertThatThrownBy(() -> watch("bad"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("bad is bad");
    }

    @Test
    void aFileThatNobodyHoldsIsNoLongerWatched() throws IOException {
        watch("one");
        var held = new WeakReference<>(file);

        file = null;

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            System.gc();
            return held.refersTo(null);
        });
    }

    private void watch(String text) throws IOException {
        write(text);
        file = new WatchedFile<>(folder.resolve("file"), WatchedFileTest::read, Duration.ofMillis(5));
        file.start();
        assertThat(file.content()).isEqualTo(text);
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("file"), text);
    }

    private static String read(Path path) {
        try {
            if (!Files.exists(path)) {
                throw new ConfigException("gone");
            }
            String text = Files.readString(path);
            if (text.equals("bad")) {
                throw new ConfigException("bad is bad");
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitContent(String text) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> file.content().equals(text));
    }

    private void awaitLog(String line) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> log.lines().contains(line));
    }
}
