package io.tidegate.journal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The file that lines are appended to, or standard output. Confined to the journal's thread. */
final class JournalFile {
    private static final int STEP_BYTES = 1 << 16; // the channel copies each step, and keeps memory for the largest

    private final @Nullable Path path;
    private final long maxBytes;
    private final int keep;
    private FileChannel channel;
    private @Nullable Object key;
    private boolean regular;
    private boolean torn;

    /** What came of an attempt to write: lines that are in the file as a whole, and why they are not all. */
    record Written(int lines, @Nullable IOException failure) {}

    /** Makes the file if it is not there. */
    JournalFile(JournalSettings settings) throws IOException {
        this.path = settings.file();
        this.maxBytes = settings.maxBytes();
        this.keep = settings.keep();
        this.channel = path == null ? new FileOutputStream(FileDescriptor.out).getChannel() : open(path);
        if (path != null) {
            know(path);
        }
    }

    /** Begins another file where {@code more} bytes do not fit into this one any more. */
    void makeRoomFor(int more) throws IOException {
        if (path == null || !regular || channel.size() == 0 || channel.size() + more <= maxBytes) {
            return;
        }
        if (isSame(path)) {
            shift(path);
            Files.move(path, numbered(path, 1), StandardCopyOption.ATOMIC_MOVE);
        }
        goOnIn(path);
    }

    /** Goes on in a new file where the old one was moved or deleted, as a log rotation does. */
    void follow() throws IOException {
        if (path != null && !isSame(path)) {
            goOnIn(path);
        }
    }

    /** Writes all lines, or the first of them and nothing of the others, so that the next one can follow. */
    Written write(LineBatch batch) {
        ByteBuffer content = batch.content();
        long start = 0;
        try {
            if (torn) {
                writeAll(ByteBuffer.wrap("\n".getBytes(StandardCharsets.UTF_8)));
                torn = false;
            }
            start = regular ? channel.size() : 0;
            writeAll(content);
            return new Written(batch.lines(), null);
        } catch (IOException e) {
            int lines = batch.linesWithin(content.position());
            cutBack(start, content.position(), batch.endOf(lines));
            return new Written(lines, e);
        }
    }

    /** Leaves standard output open. */
    void close() throws IOException {
        if (path != null) {
            channel.close();
        }
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        while (bytes.position() < end) {
            bytes.limit(Math.min(end, bytes.position() + STEP_BYTES));
            channel.write(bytes);
        }
    }

    /** Takes back the part of a line that is last; where that cannot be done, the next line begins on a new one. */
    private void cutBack(long start, int written, int whole) {
        if (written == whole) {
            return;
        }
        torn = true;
        try {
            if (regular && channel.size() == start + written) { // nobody else has written behind it
                channel.truncate(start + whole);
                torn = false;
            }
        } catch (IOException e) {
            torn = true; // and the failure to write is told
        }
    }

    private void goOnIn(Path file) throws IOException {
        FileChannel next = open(file);
        FileChannel before = channel;
        channel = next;
        know(file);
        before.close();
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private void know(Path file) throws IOException {
        key = keyOf(file);
        regular = Files.isRegularFile(file);
        torn = regular && channel.size() > 0 && !endsWithLine(file, channel.size());
    }

    /** Of a process that was ended in the middle of a line there may be a part of it. */
    private static boolean endsWithLine(Path file, long size) {
        try (FileChannel reading = FileChannel.open(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return reading.read(last, size - 1) < 1 || last.get(0) == '\n';
        } catch (IOException e) { // it may be ours to write, and not to read
            return true;
        }
    }

    /** Makes room for a new number 1; what is behind a gap stays where it is. */
    private void shift(Path file) throws IOException {
        int free = 1;
        while (free < keep && Files.exists(numbered(file, free))) {
            free++;
        }
        for (int number = free; number > 1; number--) {
            Files.move(numbered(file, number - 1), numbered(file, number), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static Path numbered(Path file, int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private boolean isSame(Path file) throws IOException {
        try {
            Object found = keyOf(file);
            return found == null || found.equals(key); // null where the file system tells no key
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static @Nullable Object keyOf(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }
}
