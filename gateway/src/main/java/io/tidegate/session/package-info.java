/** One client at a time: admission, connection of an endpoint, relay and close. */
@NullMarked
package io.tidegate.session;

import org.jspecify.annotations.NullMarked;
