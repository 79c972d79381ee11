/** Event loops, the native or portable transport below them, and TLS contexts. */
@NullMarked
package io.tidegate.transport;

import org.jspecify.annotations.NullMarked;
