package io.tidegate.cli.remote;

import java.net.URI;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where an admin API is, and by what it knows us.
 *
 * @param base without a path
 * @param token sent as Bearer; null for none
 * @param tls for {@code https}
 */
public record AdminAccess(
        URI base, @Nullable String token, @Nullable SSLContext tls) {
    @Override
    public String toString() {
        return base.toString();
    }
}
