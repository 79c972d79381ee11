/** What ways to find out who a client is have in common. */
@NullMarked
package io.tidegate.filter.auth;

import org.jspecify.annotations.NullMarked;
