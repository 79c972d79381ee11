/** The built-in filter by which sessions share a bandwidth. */
@NullMarked
package io.tidegate.filter.shape;

import org.jspecify.annotations.NullMarked;
