package io.tidegate.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Collects the body of an endpoint's answer that is passed on, whatever its framing, up to 64 KiB. Confined. */
final class RefusalBody {
    private static final int MAX_BYTES = 64 * 1024;
    private static final String NONE = "";

    private final EmbeddedChannel decoder =
            new EmbeddedChannel(new HttpResponseDecoder(), new HttpObjectAggregator(MAX_BYTES));

    /**
     * Takes in more of the answer.
     *
     * @param bytes the answer from its first byte on, then what follows; borrowed
     * @return the whole body, each byte a character; null while there is more to come
     */
    @Nullable
    String add(ByteBuf bytes) {
        try {
            decoder.writeInbound(bytes.retainedDuplicate());
            return body();
        } catch (RuntimeException tooLongOrBroken) {
            return NONE;
        }
    }

    /** The endpoint said all: the body that ends with the connection, or none. */
    String end() {
        try {
            decoder.finish();
            String body = body();
            return body == null ? NONE : body;
        } catch (RuntimeException tooLongOrBroken) {
            return NONE;
        }
    }

    void close() {
        decoder.finishAndReleaseAll();
    }

    private @Nullable String body() {
        FullHttpResponse response = decoder.readInbound();
        if (response == null) {
            return null;
        }
        try {
            return response.content().toString(StandardCharsets.ISO_8859_1);
        } finally {
            response.release();
        }
    }
}
