package io.tidegate.config;

import java.nio.file.Path;

/**
 * A file of lines, each a JSON object.
 *
 * @param file appended to, and made if it is not there; no other journal's
 * @param maxFile bytes of the file; then it is kept as {@code FILE.1}, and begun anew; 4 KiB to 1,024 GiB
 * @param keep how many old files are kept, as {@code FILE.1} (the newest) to {@code FILE.N}; 1 to 100
 * @param queue bytes of lines that wait to be written, all event loops together; what comes beyond is lost, and counted; 64 KiB
 *     to 1 GiB
 */
public record JournalConfig(
        Path file,
        @Default("100MiB") ByteSize maxFile,
        @Default("5") int keep,
        @Default("8MiB") ByteSize queue) {
    public JournalConfig {
        checkRotation(maxFile, keep);
        Check.between("queue", queue, ByteSize.ofKiB(64), ByteSize.ofMiB(1024));
    }

    static void checkRotation(ByteSize maxFile, int keep) {
        Check.between("max-file", maxFile, ByteSize.ofKiB(4), ByteSize.ofMiB(1024 * 1024));
        Check.between("keep", keep, 1, 100);
    }
}
