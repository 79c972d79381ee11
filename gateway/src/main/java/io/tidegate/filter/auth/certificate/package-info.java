/** Clients that are known by a certificate. */
@NullMarked
package io.tidegate.filter.auth.certificate;

import org.jspecify.annotations.NullMarked;
