/** Expressions of CEL over handshakes and messages, for all filters that have some. */
@NullMarked
package io.tidegate.filter.expression;

import org.jspecify.annotations.NullMarked;
