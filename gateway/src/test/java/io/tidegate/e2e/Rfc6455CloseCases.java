package io.tidegate.e2e;

import static io.tidegate.e2e.Rfc6455Case.breaks;
import static io.tidegate.e2e.Rfc6455Case.passes;
import static io.tidegate.testing.WireFrame.close;
import static io.tidegate.testing.WireFrame.continuation;
import static io.tidegate.testing.WireFrame.ping;
import static io.tidegate.testing.WireFrame.text;

import io.tidegate.testing.WireFrame;
import java.util.List;
import java.util.Map;

/** The rows about Close: RFC 6455, 5.5.1 and 7.4. */
final class Rfc6455CloseCases {
    private static final int PROTOCOL_ERROR = 1002;
    private static final int INVALID_PAYLOAD = 1007;
    private static final int[] VALID = {
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3001, 3999, 4000, 4001, 4999
    };
    private static final int[] INVALID = {
        0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 5001, 9999, 32_768, 65_535
    };
    private static final Map<String, byte[]> NOT_UTF_8 = Map.of(
            "a byte that is never used", new byte[] {(byte) 0xFF},
            "a continuation byte alone", new byte[] {'a', (byte) 0x80},
            "two bytes cut short", new byte[] {'a', (byte) 0xC3},
            "four bytes cut short", new byte[] {(byte) 0xF0, (byte) 0x9F, (byte) 0x8C},
            "an overlong form", new byte[] {(byte) 0xC0, (byte) 0xAF},
            "a surrogate", new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            "more than U+10FFFF", new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80});

    private Rfc6455CloseCases() {}

    static void add(List<Rfc6455Case> rows) {
        codes(rows);
        reasons(rows);
        afterClose(rows);
    }

    private static void codes(List<Rfc6455Case> rows) {
        rows.add(passes("close without a code", close()));
        rows.add(breaks(PROTOCOL_ERROR, "close with half a code", WireFrame.of(WireFrame.CLOSE, (byte) 3)));
        for (int code : VALID) {
            rows.add(passes("close " + code, close(code, "")));
        }
        for (int code : INVALID) {
            rows.add(breaks(PROTOCOL_ERROR, "close " + code, close(code, "")));
        }
    }

    private static void reasons(List<Rfc6455Case> rows) {
        rows.add(passes("close with a reason", close(1000, "done")));
        rows.add(passes("close with a reason of several bytes a character", close(4000, "Ende 🌊")));
        rows.add(passes("close with the longest reason", close(1000, "r".repeat(123))));
        rows.add(passes("close after a message", text("last words"), close(1000, "")));
        rows.add(passes("close after a ping", ping("p"), close(1000, "")));
        rows.add(breaks(PROTOCOL_ERROR, "close 1005 with a reason", close(1005, "no status")));
        NOT_UTF_8.forEach((name, reason) ->
                rows.add(breaks(INVALID_PAYLOAD, "close with a reason of " + name, close(1000, reason))));
        rows.add(breaks(
                INVALID_PAYLOAD, "close with a bad reason after a message", text("ok"), close(1000, new byte[] {-1})));
    }

    /** 5.5.1: nothing follows a Close; what does is not passed on. */
    private static void afterClose(List<Rfc6455Case> rows) {
        rows.add(passes("text after close", close(1000, "")).then(text("late")));
        rows.add(passes("ping after close", close(1000, "")).then(ping("late")));
        rows.add(passes("a second close", close(1000, "first")).then(close(4000, "second")));
        rows.add(passes("a continuation after close", text("a").more(), close(1000, ""))
                .then(continuation("late")));
    }
}
