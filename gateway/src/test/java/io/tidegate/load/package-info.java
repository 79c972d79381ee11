/** Many idle sessions through a gateway in a process of its own. Tag {@code load}. */
@NullMarked
package io.tidegate.load;

import org.jspecify.annotations.NullMarked;
