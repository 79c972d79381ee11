package io.tidegate.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a configuration is read from.
 *
 * @param name stands before line and column in messages
 * @param text the YAML
 * @param folder that relative paths start from
 * @param environment what <code>${NAME}</code> stands for
 * @param sets {@code KEY=VALUE}, laid over the text in this order
 */
public record ConfigSource(String name, String text, Path folder, Map<String, String> environment, List<String> sets) {
    /** Bytes that a configuration may have. */
    public static final int MAX_BYTES = 1 << 20;

    public ConfigSource {
        environment = Map.copyOf(environment);
        sets = List.copyOf(sets);
    }

    /** A text for embedding and tests: paths start at the working directory, there is no environment. */
    public static ConfigSource of(String name, String text) {
        return new ConfigSource(name, text, Path.of("").toAbsolutePath(), Map.of(), List.of());
    }

    /**
     * Reads a file, at most 1 MiB of UTF-8; the environment is this process's own.
     *
     * @throws ConfigException if it cannot be read, in one line
     */
    public static ConfigSource ofFile(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        return new ConfigSource(
                file.toString(), text(file), folder == null ? file : folder, System.getenv(), List.of());
    }

    /** Another text in the same place: its paths, environment and settings are those of this one. */
    public ConfigSource withText(String newName, String newText) {
        return new ConfigSource(newName, newText, folder, environment, sets);
    }

    public ConfigSource withEnvironment(Map<String, String> newEnvironment) {
        return new ConfigSource(name, text, folder, newEnvironment, sets);
    }

    public ConfigSource withSets(List<String> newSets) {
        return new ConfigSource(name, text, folder, environment, newSets);
    }

    /** Without text and environment, which have secrets. */
    @Override
    public String toString() {
        return "ConfigSource[name=" + name + "]";
    }

    /** @throws ConfigException that names the file and why it cannot be read */
    static String text(Path file) {
        checkReadable(file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            Check.that(bytes.length <= MAX_BYTES, file + " is larger than 1MiB");
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + " is not text in UTF-8");
        } catch (IOException e) {
            throw new ConfigException(file + " cannot be read: " + e.getMessage());
        }
    }

    /** @throws ConfigException that names the file and why there is nothing to read */
    static void checkReadable(Path file) {
        Check.that(Files.exists(file), file + " does not exist");
        Check.that(!Files.isDirectory(file), file + " is a folder, not a file");
        Check.that(Files.isReadable(file), file + " must not be read by this user: permission denied");
    }
}
