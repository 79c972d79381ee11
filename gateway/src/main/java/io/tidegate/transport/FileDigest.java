package io.tidegate.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What stands in files, as a number to compare: whether it changed, not when. Immutable. */
public record FileDigest(String sha256) {
    /** Of all these together; a file that cannot be read has a place of its own. */
    public static FileDigest of(List<Path> files) {
        MessageDigest digest = newDigest();
        for (Path file : files) {
            byte[] bytes = content(file);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        return of(digest);
    }

    /** Of a text in UTF-8: what {@code sha256sum} says of a file with that text. */
    public static FileDigest of(byte[] bytes) {
        MessageDigest digest = newDigest();
        digest.update(bytes);
        return of(digest);
    }

    private static FileDigest of(MessageDigest digest) {
        return new FileDigest(HexFormat.of().formatHex(digest.digest()));
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return new byte[0]; // whoever uses it says what is wrong with it
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
