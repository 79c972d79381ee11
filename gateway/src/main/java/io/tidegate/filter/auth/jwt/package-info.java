/** Authentication by signed tokens (JWT, RFC 7519) and the keys that they are signed with. */
@NullMarked
package io.tidegate.filter.auth.jwt;

import org.jspecify.annotations.NullMarked;
