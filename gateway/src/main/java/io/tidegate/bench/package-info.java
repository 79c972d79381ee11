/** The load generator: opens WebSockets, sends, verifies what comes back, and says what it measured. */
@NullMarked
package io.tidegate.bench;

import org.jspecify.annotations.NullMarked;
