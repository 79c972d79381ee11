package io.tidegate.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tidegate.protocol.HeadWriter;

/** The answer to a load balancer's check on a listener's own port. */
final class HealthAnswer {
    private HealthAnswer() {}

    /** 200 or, in a drain, 503; the connection is closed behind it. */
    static ByteBuf of(ByteBufAllocator allocator, boolean draining, boolean withBody) {
        String body = draining ? "draining" : "ok";
        return new HeadWriter("HTTP/1.1 " + (draining ? "503 Service Unavailable" : "200 OK"))
                .field("Content-Type", "text/plain")
                .field("Content-Length", Integer.toString(body.length()))
                .field("Cache-Control", "no-store")
                .field("Connection", "close")
                .encode(allocator, withBody ? body : "");
    }
}
