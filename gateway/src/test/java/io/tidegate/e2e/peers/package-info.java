/** WebSocket clients and servers that others wrote, behind one face each. */
@NullMarked
package io.tidegate.e2e.peers;

import org.jspecify.annotations.NullMarked;
