/** Filters for clients and endpoints that say the same in other ways. */
@NullMarked
package io.tidegate.filter.adapt;

import org.jspecify.annotations.NullMarked;
