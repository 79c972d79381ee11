/** Spans, and how they get to their receiver. No class of OpenTelemetry is loaded where nothing is traced. */
@NullMarked
package io.tidegate.telemetry.trace;

import org.jspecify.annotations.NullMarked;
