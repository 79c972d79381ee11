/** Built-in filters that limit how much comes, and how big it is. */
@NullMarked
package io.tidegate.filter.limit;

import org.jspecify.annotations.NullMarked;
