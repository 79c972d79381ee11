/** What changes a running gateway: reload and drain. */
@NullMarked
package io.tidegate.control;

import org.jspecify.annotations.NullMarked;
