package io.tidegate.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidegate.protocol.HeaderList;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The texts of a WebSocket handshake (RFC 6455, 4), made without the product's code. */
public final class Upgrade {
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final String target;
    private final HeaderList headers = new HeaderList()
            .add("Host", "gateway.test")
            .add("Upgrade", "websocket")
            .add("Connection", "Upgrade")
            .add("Sec-WebSocket-Key", KEY)
            .add("Sec-WebSocket-Version", "13");

    private Upgrade(String target) {
        this.target = target;
    }

    /** A correct request. */
    public static Upgrade to(String target) {
        return new Upgrade(target);
    }

    public Upgrade with(String name, String value) {
        headers.add(name, value);
        return this;
    }

    public Upgrade replacing(String name, String value) {
        headers.set(name, value);
        return this;
    }

    public Upgrade without(String name) {
        headers.remove(name);
        return this;
    }

    /** The request's bytes with the blank line. */
    public byte[] bytes() {
        StringBuilder text = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
        headers.fields().forEach(field -> text.append(field.name() + ": " + field.value() + "\r\n"));
        return text.append("\r\n").toString().getBytes(ISO_8859_1);
    }

    /** What an endpoint must answer to {@code key}. */
    public static String acceptFor(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
