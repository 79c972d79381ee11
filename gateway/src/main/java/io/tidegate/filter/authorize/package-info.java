/** The filter that decides what a client may do whom another filter knows. */
@NullMarked
package io.tidegate.filter.authorize;

import org.jspecify.annotations.NullMarked;
