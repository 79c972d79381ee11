/** The configuration file: records that mirror it, and the reader that makes them. */
@NullMarked
package io.tidegate.config;

import org.jspecify.annotations.NullMarked;
