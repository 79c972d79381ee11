/** Active checks of upstreams' endpoints, beside the sessions and never on their event loops. */
@NullMarked
package io.tidegate.health;

import org.jspecify.annotations.NullMarked;
