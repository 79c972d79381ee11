/** What hostile clients and endpoints do, and what comes of it: nothing. */
@NullMarked
package io.tidegate.hostile;

import org.jspecify.annotations.NullMarked;
