/** What changes a running gateway: drain. */
@NullMarked
package io.tidegate.control;

import org.jspecify.annotations.NullMarked;
