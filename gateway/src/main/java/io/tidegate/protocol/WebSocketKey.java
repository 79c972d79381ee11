package io.tidegate.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/** {@code Sec-WebSocket-Key} and the {@code Sec-WebSocket-Accept} that answers it (RFC 6455, 4.1 and 4.2.2). */
public final class WebSocketKey {
    private static final ThreadLocal<MessageDigest> SHA1 = ThreadLocal.withInitial(WebSocketKey::sha1);
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private WebSocketKey() {}

    /** Whether {@code key} is 16 bytes in Base64. */
    public static boolean isValid(String key) {
        if (key.length() != 24 || !key.endsWith("==")) {
            return false;
        }
        for (int i = 0; i < 22; i++) {
            char c = key.charAt(i);
            boolean base64 = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!base64 && c != '+' && c != '/') {
                return false;
            }
        }
        return true;
    }

    /** What a server answers to {@code key}. */
    public static String accept(String key) {
        byte[] text = (key + GUID).getBytes(StandardCharsets.ISO_8859_1);
        return Base64.getEncoder().encodeToString(SHA1.get().digest(text));
    }

    /** A fresh key. It proves that the server speaks WebSocket and protects nothing, so it need not be unpredictable. */
    public static String random() {
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        return Base64.getEncoder().encodeToString(nonce);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
