/** The admin API of a gateway that runs elsewhere, as the commands use it. */
@NullMarked
package io.tidegate.cli.remote;

import org.jspecify.annotations.NullMarked;
