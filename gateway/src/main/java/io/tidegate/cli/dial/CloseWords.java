package io.tidegate.cli.dial;

import java.util.Map;

/** What close codes mean (RFC 6455, 7.4, and the IANA registry), and what to do about them. */
public final class CloseWords {
    private static final Map<Integer, String> WORDS = Map.ofEntries(
            Map.entry(1000, "normal: it is done"),
            Map.entry(1001, "going away: the server stops, or the session was idle for too long"),
            Map.entry(1002, "protocol error: a frame broke RFC 6455"),
            Map.entry(1003, "unsupported data: text where binary is expected, or the other way round"),
            Map.entry(1005, "no code was given"),
            Map.entry(1007, "invalid payload: not UTF-8, or not what this path takes"),
            Map.entry(1008, "policy violation: too fast, not allowed, or no longer authorised; the reason says which"),
            Map.entry(1009, "too big: a message over the limit"),
            Map.entry(1010, "an extension that the client wants is missing"),
            Map.entry(1011, "internal error: the server failed, or is gone behind the gateway"),
            Map.entry(1012, "service restart: come back, after the retry-after-ms of the reason"),
            Map.entry(1013, "try again later: overload, or this client takes too slowly"),
            Map.entry(1014, "bad gateway: the server behind it is gone"),
            Map.entry(3000, "unauthorized: credentials are missing or wrong"),
            Map.entry(3003, "forbidden: this user may not"),
            Map.entry(3008, "timeout"));
    private static final int FIRST_STATUS = 4400;
    private static final int LAST_STATUS = 4599;
    private static final int STATUS = 4000;

    private CloseWords() {}

    public static String of(int code) {
        String known = WORDS.get(code);
        if (known != null) {
            return known;
        }
        if (code >= FIRST_STATUS && code <= LAST_STATUS) {
            return "the application's own; where a route says refuse: close, it stands for HTTP " + (code - STATUS);
        }
        return code < STATUS ? "registered by a framework" : "the application's own";
    }
}
