/** Built-in filters that judge what messages say. */
@NullMarked
package io.tidegate.filter.content;

import org.jspecify.annotations.NullMarked;
