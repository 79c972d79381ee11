package io.tidegate.config;

import org.jspecify.annotations.Nullable;

/**
 * The admin API.
 *
 * @param address where it listens; other than loopback only with {@code token}
 * @param token what a caller must send as {@code Authorization: Bearer}; at least 16 characters
 * @param open a second address with nothing but {@code /healthz}, {@code /readyz} and {@code /metrics}
 */
public record AdminConfig(
        @Default("127.0.0.1:9090") BindAddress address,
        @Secret @Nullable String token,
        @Nullable BindAddress open) {
    public AdminConfig {
        Check.that(token == null || token.length() >= 16, "token must have at least 16 characters");
        Check.that(!address.isUnix(), "address must be host:port, got " + address);
        Check.that(open == null || !open.isUnix(), "open must be host:port, got " + open);
        Check.that(
                token != null || address.isLoopback(),
                "address must be a loopback address unless token is set, got " + address);
    }

    @Override
    public String toString() {
        return "AdminConfig[address=" + address + ", token=" + (token == null ? "none" : "***") + ", open=" + open
                + "]";
    }
}
