/** Suites with foreign programs: npm {@code ws}, nginx, HAProxy, Chromium. Tag {@code interop}. */
@NullMarked
package io.tidegate.interop;

import org.jspecify.annotations.NullMarked;
