package io.tidegate.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file of bytes that is read with the configuration, relative to its folder: other bytes in it are another configuration,
 * so that a reload sees it. Immutable.
 */
public final class FileBytes {
    /** Bytes that such a file may have. */
    public static final int MAX_BYTES = 16 << 20;

    private final Path path;
    private final byte[] bytes;

    /** What the file at {@code path} has; takes {@code bytes} over. */
    public FileBytes(Path path, byte[] bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    static FileBytes read(Path path) {
        try {
            ConfigSource.checkReadable(path);
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                Check.that(bytes.length <= MAX_BYTES, path + " is larger than 16MiB");
                return new FileBytes(path, bytes);
            }
        } catch (IOException e) {
            throw new ConfigException(
                    "must be a file that can be read: " + path + " cannot be read: " + e.getMessage());
        } catch (ConfigException e) {
            throw new ConfigException("must be a file that can be read: " + e.getMessage());
        }
    }

    /** As it is found from the working directory. */
    public Path path() {
        return path;
    }

    /** To read from. */
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileBytes that && path.equals(that.path) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The path alone. */
    @Override
    public String toString() {
        return path.toString();
    }
}
