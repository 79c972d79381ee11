/** JMH benchmarks of what runs per frame and per handshake. */
@NullMarked
package io.tidegate.bench;

import org.jspecify.annotations.NullMarked;
