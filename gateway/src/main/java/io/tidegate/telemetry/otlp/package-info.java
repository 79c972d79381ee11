/** What pushes of metrics and spans by OTLP have in common. */
@NullMarked
package io.tidegate.telemetry.otlp;

import org.jspecify.annotations.NullMarked;
