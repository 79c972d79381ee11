/** Tokens that the gateway itself signs, for endpoints. */
@NullMarked
package io.tidegate.filter.auth.mint;

import org.jspecify.annotations.NullMarked;
