/** Looks at what a configuration needs from the world around it, and says what to do. */
@NullMarked
package io.tidegate.cli.doctor;

import org.jspecify.annotations.NullMarked;
