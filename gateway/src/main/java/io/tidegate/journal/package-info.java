/** Files of lines that event loops hand over and one thread writes: bounded, rotating, never waited for. */
@NullMarked
package io.tidegate.journal;

import org.jspecify.annotations.NullMarked;
