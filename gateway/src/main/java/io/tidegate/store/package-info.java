/** What nodes share through Redis. Knows no filters. */
@NullMarked
package io.tidegate.store;

import org.jspecify.annotations.NullMarked;
