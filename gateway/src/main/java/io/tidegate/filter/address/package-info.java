/** The built-in filter by client addresses, and who is banned. */
@NullMarked
package io.tidegate.filter.address;

import org.jspecify.annotations.NullMarked;
