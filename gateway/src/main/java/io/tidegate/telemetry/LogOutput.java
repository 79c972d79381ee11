package io.tidegate.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The file that lines are appended to, or standard output. Confined to the writer's thread. */
final class LogOutput {
    private final @Nullable Path file;
    private FileOutputStream stream;
    private @Nullable Object fileKey;

    private LogOutput(@Nullable Path file, FileOutputStream stream, @Nullable Object fileKey) {
        this.file = file;
        this.stream = stream;
        this.fileKey = fileKey;
    }

    /** @param file made if it is not there; null for standard output */
    static LogOutput open(@Nullable Path file) throws IOException {
        return file == null
                ? new LogOutput(null, new FileOutputStream(FileDescriptor.out), null)
                : new LogOutput(file, new FileOutputStream(file.toFile(), true), keyOf(file));
    }

    void write(ByteArrayOutputStream bytes) throws IOException {
        bytes.writeTo(stream);
    }

    /** Goes on in a new file where the old one was moved or deleted, as a log rotation does. */
    void reopenIfMoved() throws IOException {
        if (file == null || isSame(file)) {
            return;
        }
        FileOutputStream next = new FileOutputStream(file.toFile(), true);
        stream.close();
        stream = next;
        fileKey = keyOf(file);
    }

    /** Leaves standard output open. */
    void close() throws IOException {
        if (file != null) {
            stream.close();
        }
    }

    private boolean isSame(Path path) throws IOException {
        try {
            Object key = keyOf(path);
            return key == null || key.equals(fileKey); // null where the file system tells no key
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}
