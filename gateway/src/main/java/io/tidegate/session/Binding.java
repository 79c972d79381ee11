package io.tidegate.session;

import io.tidegate.filter.FrameFilters;
import io.tidegate.filter.MessageFilters;
import io.tidegate.route.SessionLimits;
import org.jspecify.annotations.Nullable;

/**
 * What the frames and messages of a session are judged by. Confined.
 *
 * @param deadLetters told of those that are not delivered; null for nobody
 */
record Binding(
        FrameFilters filters,
        MessageFilters messages,
        SessionLimits limits,
        @Nullable DeadLetters deadLetters) {}
