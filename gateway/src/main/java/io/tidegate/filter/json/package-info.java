/** JSON texts, of which as much is taken apart as is asked for, and what is not changed stays as it was written. */
@NullMarked
package io.tidegate.filter.json;

import org.jspecify.annotations.NullMarked;
