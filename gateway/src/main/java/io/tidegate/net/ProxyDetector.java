package io.tidegate.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import java.util.List;

/**
 * Looks whether a connection starts with a PROXY protocol header, where it may but need not. Replaces itself by the
 * decoder, or by nothing. Confined.
 */
final class ProxyDetector extends ByteToMessageDecoder {
    private final boolean trusted;

    /** @param trusted whether the peer may send a header */
    ProxyDetector(boolean trusted) {
        this.trusted = trusted;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        switch (HAProxyMessageDecoder.detectProtocol(in).state()) {
            case NEEDS_MORE_DATA -> {}
            case INVALID -> {
                ctx.fireUserEventTriggered(ProxyAbsent.EVENT);
                ctx.pipeline().remove(this); // hands on what came
            }
            case DETECTED -> {
                if (!trusted) {
                    throw new HAProxyProtocolException("a header from a peer that is not in from");
                }
                ctx.pipeline().addAfter(ctx.name(), null, new HAProxyMessageDecoder());
                ctx.pipeline().remove(this);
            }
        }
    }
}
