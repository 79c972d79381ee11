/** The extension point, and the built-in filters, which use the same door. */
@NullMarked
package io.tidegate.filter;

import org.jspecify.annotations.NullMarked;
