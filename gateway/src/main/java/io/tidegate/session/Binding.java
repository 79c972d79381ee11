package io.tidegate.session;

import io.tidegate.filter.FrameFilters;
import io.tidegate.route.SessionLimits;

/** What the frames of a session are judged by. Confined. */
record Binding(FrameFilters filters, SessionLimits limits) {}
