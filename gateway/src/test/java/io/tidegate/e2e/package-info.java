/** Suites that run a whole gateway between real sockets. */
@NullMarked
package io.tidegate.e2e;

import org.jspecify.annotations.NullMarked;
