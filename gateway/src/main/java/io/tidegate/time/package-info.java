/** Clocks and timers of an event loop. */
@NullMarked
package io.tidegate.time;

import org.jspecify.annotations.NullMarked;
