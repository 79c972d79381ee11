/** Listening sockets and the client's handshake. */
@NullMarked
package io.tidegate.net;

import org.jspecify.annotations.NullMarked;
