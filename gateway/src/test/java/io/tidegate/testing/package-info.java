/** What the suites stand on: raw peers, scripted endpoints, a gateway with the settings of a test, foreign programs. */
@NullMarked
package io.tidegate.testing;

import org.jspecify.annotations.NullMarked;
