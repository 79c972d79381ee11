package io.tidegate.session;

import io.tidegate.filter.FrameFilters;
import io.tidegate.filter.MessageFilters;
import io.tidegate.route.SessionLimits;

/** What the frames and messages of a session are judged by. Confined. */
record Binding(FrameFilters filters, MessageFilters messages, SessionLimits limits) {}
