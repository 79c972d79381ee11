package io.tidegate.config;

import java.util.List;

/**
 * PROXY protocol in front of a listener's connections.
 *
 * @param mode {@code require}: every connection must start with a header; {@code accept}: it may
 * @param from addresses that may send a header; one from elsewhere is refused; at least one, {@code 0.0.0.0/0} for all
 */
public record ProxyProtocolConfig(Mode mode, List<Cidr> from) {
    /** Whether a header must be there. */
    public enum Mode {
        REQUIRE,
        ACCEPT
    }

    public ProxyProtocolConfig {
        from = List.copyOf(from);
        Check.that(!from.isEmpty(), "from must list at least one address or block that may send a header");
    }
}
