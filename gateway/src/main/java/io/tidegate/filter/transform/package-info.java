/** The filter that changes messages on their way. */
@NullMarked
package io.tidegate.filter.transform;

import org.jspecify.annotations.NullMarked;
