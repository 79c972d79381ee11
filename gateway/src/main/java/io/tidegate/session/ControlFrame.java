package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.tidegate.protocol.ClosePayload;
import io.tidegate.protocol.ControlFrames;
import io.tidegate.protocol.FrameHeader;

/**
 * A Close or ping that a walk stopped at, whole.
 *
 * @param header valid until the walk goes on
 * @param bytes start with the frame; borrowed
 */
record ControlFrame(FrameHeader header, ByteBuf bytes) {
    ClosePayload close() {
        return ClosePayload.read(header, bytes, bytes.readerIndex());
    }

    /** The payload of a ping. */
    byte[] ping() {
        return ControlFrames.payload(header, bytes, bytes.readerIndex());
    }

    /** The frame as it came. */
    ByteBuf retained() {
        return bytes.retainedSlice(bytes.readerIndex(), header.headerBytes() + (int) header.payloadBytes());
    }
}
