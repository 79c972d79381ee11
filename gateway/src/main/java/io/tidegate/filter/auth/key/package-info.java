/** Clients that are known by a key of theirs. */
@NullMarked
package io.tidegate.filter.auth.key;

import org.jspecify.annotations.NullMarked;
