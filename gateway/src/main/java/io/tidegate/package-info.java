/** Tidegate: {@link io.tidegate.Gateway} wires it, {@code Main} is the program. */
@NullMarked
package io.tidegate;

import org.jspecify.annotations.NullMarked;
