package io.tidegate.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * How a file looks from outside: differs when it was written to, replaced, or reached through a link that leads elsewhere
 * now. Immutable.
 *
 * @param real where all links lead
 * @param bytes its size; negative for what is not there
 * @param key of the file system, which knows a file that was replaced by another; null where it has none
 */
public record FileLook(
        Path real, FileTime modified, long bytes, @Nullable Object key, boolean readable) {
    private static final FileLook ABSENT = new FileLook(Path.of(""), FileTime.fromMillis(0), -1, null, false);

    /** The same for all that is not there. */
    public static FileLook at(Path path) {
        try {
            Path real = path.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            return new FileLook(
                    real,
                    attributes.lastModifiedTime(),
                    attributes.size(),
                    attributes.fileKey(),
                    Files.isReadable(real));
        } catch (IOException e) {
            return ABSENT;
        }
    }
}
