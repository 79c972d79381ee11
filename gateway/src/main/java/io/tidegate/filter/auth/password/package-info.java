/** Clients that are known by name and password. */
@NullMarked
package io.tidegate.filter.auth.password;

import org.jspecify.annotations.NullMarked;
