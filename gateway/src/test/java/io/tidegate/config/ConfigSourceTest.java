package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourceTest {
    @TempDir
    private Path folder;

    @Test
    void aMissingFileIsRefused() {
        assertThatThrownBy(() -> ConfigSource.ofFile(folder.resolve("no.yaml")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder.resolve("no.yaml") + " does not exist");
    }

    @Test
    void aFolderIsRefused() {
        assertThatThrownBy(() -> ConfigSource.ofFile(folder)).hasMessage(folder + " is a folder, not a file");
    }

    @Test
    void whatIsNotUtf8IsRefused() throws IOException {
        Path file = Files.write(folder.resolve("binary"), "café".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> ConfigSource.ofFile(file)).hasMessage(file + " is not text in UTF-8");
    }

    @Test
    void aHugeFileIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("huge"), new byte[(1 << 20) + 1]);

        assertThatThrownBy(() -> ConfigSource.ofFile(file)).hasMessage(file + " is larger than 1MiB");
    }
}
