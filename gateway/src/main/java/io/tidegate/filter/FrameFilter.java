package io.tidegate.filter;

import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;

/** Judges frames by their headers. The payload is not seen and, while it may be compressed, not known. */
public interface FrameFilter extends Filter {
    /**
     * Called once for each valid frame, control frames included, before any of its bytes have been passed on; not for
     * later frames of a message that was dropped. {@code frame} is valid for this call only.
     */
    @HotPath
    FrameVerdict onFrame(Side from, FrameHeader frame);
}
