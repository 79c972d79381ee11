/** Clients that another service knows, which is asked by HTTP. */
@NullMarked
package io.tidegate.filter.auth.remote;

import org.jspecify.annotations.NullMarked;
