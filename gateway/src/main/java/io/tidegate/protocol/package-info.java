/** RFC 6455 and the HTTP around it as words and rules: no I/O, no threads. */
@NullMarked
package io.tidegate.protocol;

import org.jspecify.annotations.NullMarked;
