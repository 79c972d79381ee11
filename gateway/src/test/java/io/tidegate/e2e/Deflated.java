package io.tidegate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.testing.WireFrame;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Compressed messages, each on its own (RFC 7692, 7.2.1). */
final class Deflated {
    private Deflated() {}

    static WireFrame text(String text) {
        byte[] plain = text.getBytes(UTF_8);
        try (var deflater = new Deflater(6, true)) {
            deflater.setInput(plain);
            byte[] out = new byte[plain.length + 100];
            int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return WireFrame.of(WireFrame.TEXT, Arrays.copyOf(out, size - 4)).rsv(WireFrame.RSV1);
        }
    }
}
