/** Brings open sessions from one endpoint to others: evacuation, rebalancing, and one by one. */
@NullMarked
package io.tidegate.move;

import org.jspecify.annotations.NullMarked;
