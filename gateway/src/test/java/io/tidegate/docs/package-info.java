/** What the documentation shows, compiled and run. */
@NullMarked
package io.tidegate.docs;

import org.jspecify.annotations.NullMarked;
