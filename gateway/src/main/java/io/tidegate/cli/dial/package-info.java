/** WebSockets opened step by step, by a client that says what happens. */
@NullMarked
package io.tidegate.cli.dial;

import org.jspecify.annotations.NullMarked;
