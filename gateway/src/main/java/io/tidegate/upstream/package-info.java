/** Upstreams, their endpoints, and the choice and connection of one of them. */
@NullMarked
package io.tidegate.upstream;

import org.jspecify.annotations.NullMarked;
