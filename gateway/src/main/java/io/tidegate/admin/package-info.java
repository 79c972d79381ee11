/** The admin API: probes, metrics, sessions, configuration. */
@NullMarked
package io.tidegate.admin;

import org.jspecify.annotations.NullMarked;
