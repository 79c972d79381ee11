/** The route table: which handshake goes where. */
@NullMarked
package io.tidegate.route;

import org.jspecify.annotations.NullMarked;
