package io.tidegate.e2e.peers;

import io.tidegate.testing.RawPeer;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a client or server was told, in order. Shared. */
public final class Events {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    void add(String event) {
        events.add(event);
    }

    void text(String text) {
        add("text " + text);
    }

    void binary(byte[] bytes) {
        add(describe(bytes));
    }

    void closed(int code, String reason) {
        add("closed " + code + " " + reason);
    }

    /** Of a binary message: its length and a hash. */
    public static String describe(byte[] bytes) {
        return "binary " + bytes.length + " " + Arrays.hashCode(bytes);
    }

    /** Waits for the next one. */
    public String next() {
        try {
            String event = events.poll(RawPeer.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (event == null) {
                throw new AssertionError("nothing came within " + RawPeer.LIMIT);
            }
            return event;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
