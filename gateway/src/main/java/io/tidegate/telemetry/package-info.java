/** What is counted and logged of each client, from accept to its one ending. */
@NullMarked
package io.tidegate.telemetry;

import org.jspecify.annotations.NullMarked;
