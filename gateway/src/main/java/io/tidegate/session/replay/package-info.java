/** What a session's endpoint was told, recorded so that the next one can be told: no I/O. */
@NullMarked
package io.tidegate.session.replay;

import org.jspecify.annotations.NullMarked;
