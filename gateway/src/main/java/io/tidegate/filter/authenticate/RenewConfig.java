package io.tidegate.filter.authenticate;

import io.tidegate.config.Check;
import io.tidegate.config.MessageMatchConfig;
import org.jspecify.annotations.Nullable;

/**
 * How a client presents another credential while its session is open: in a text message, which the endpoint does not get.
 *
 * @param message which messages are meant
 * @param credential JSON pointer to the credential in it; with {@code message.at} required. With {@code message.prefix} it is what
 *     stands behind that
 * @param reply what the client gets when its credential was taken, at most 4,096 characters; nothing where absent
 */
public record RenewConfig(
        MessageMatchConfig message,
        @Nullable String credential,
        @Nullable String reply) {
    private static final int MOST_REPLY = 4096;

    public RenewConfig {
        Check.that(
                (message.at() != null) == (credential != null),
                "credential must be given with message.at, and not with message.prefix");
        if (credential != null) {
            Check.pointer("credential", credential);
        }
        Check.that(
                reply == null || reply.length() <= MOST_REPLY,
                "reply must have at most 4,096 characters, got " + (reply == null ? 0 : reply.length()));
    }
}
