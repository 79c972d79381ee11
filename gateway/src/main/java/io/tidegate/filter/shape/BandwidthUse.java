package io.tidegate.filter.shape;

import io.tidegate.protocol.Side;

/**
 * What one class has used of one direction of a bandwidth.
 *
 * @param share as the configuration calls it
 * @param from whose frames
 * @param bytes that passed
 * @param held frames that had to wait, and wait no longer
 * @param heldNanos how long they did, all together
 * @param waiting frames that wait now
 */
public record BandwidthUse(
        String share, Side from, String ofClass, long bytes, long held, long heldNanos, int waiting) {}
