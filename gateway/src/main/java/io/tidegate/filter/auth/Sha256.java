package io.tidegate.filter.auth;

import io.tidegate.config.Check;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest. Compared in a time that does not depend on where two differ. */
public record Sha256(long first, long second, long third, long fourth) {
    private static final HexFormat HEX = HexFormat.of();

    /** Reads 64 hexadecimal digits, with or without colons between them. */
    public static Sha256 parse(String text) {
        String digits = text.replace(":", "");
        Check.that(digits.matches("[0-9a-fA-F]{64}"), "must be a SHA-256, 64 hexadecimal digits, got " + text);
        return read(HEX.parseHex(digits));
    }

    /** Of a text as UTF-8. */
    public static Sha256 of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Sha256 of(byte[] bytes) {
        try {
            return read(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private static Sha256 read(byte[] digest) {
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        return new Sha256(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sha256 that
                && ((first ^ that.first) | (second ^ that.second) | (third ^ that.third) | (fourth ^ that.fourth)) == 0;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first);
    }

    /** 64 hexadecimal digits. */
    @Override
    public String toString() {
        return HEX.toHexDigits(first) + HEX.toHexDigits(second) + HEX.toHexDigits(third) + HEX.toHexDigits(fourth);
    }
}
