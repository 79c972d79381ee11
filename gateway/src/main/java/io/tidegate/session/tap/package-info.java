/** Listening to one session: what passes, copied and told to somebody elsewhere. */
@NullMarked
package io.tidegate.session.tap;

import org.jspecify.annotations.NullMarked;
