/** The filter that finds out who a client is, put together from all the ways to do so. */
@NullMarked
package io.tidegate.filter.authenticate;

import org.jspecify.annotations.NullMarked;
