package io.tidegate.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The admin API.
 *
 * @param address where it listens; other than loopback only with {@code token}, {@code tokens} or {@code clients}
 * @param token of an operator of that name; what a caller must send as {@code Authorization: Bearer}; at least 16 characters
 * @param tokens of callers with names and roles
 * @param tls HTTPS; plain HTTP where absent
 * @param clients callers by their certificates, which {@code tls.client-ca} has signed
 * @param audit where every change is written to; only the log has it where absent
 * @param open a second address, always of plain HTTP, with nothing but {@code /healthz}, {@code /readyz} and {@code /metrics}
 */
public record AdminConfig(
        @Default("127.0.0.1:9090") BindAddress address,
        @Secret @Nullable String token,
        List<AdminTokenConfig> tokens,
        @Nullable AdminTlsConfig tls,
        List<AdminClientConfig> clients,
        @Nullable JournalConfig audit,
        @Nullable BindAddress open) {
    /** What a caller may do. */
    public enum Role {
        /** Look at everything but secrets. */
        VIEWER,
        /** And change it. */
        OPERATOR
    }

    public AdminConfig {
        tokens = List.copyOf(tokens);
        clients = List.copyOf(clients);
        Check.that(token == null || token.length() >= AdminTokenConfig.LEAST, "token must have at least 16 characters");
        Check.that(!address.isUnix(), "address must be host:port, got " + address);
        Check.that(open == null || !open.isUnix(), "open must be host:port, got " + open);
        Check.that(
                token != null || !tokens.isEmpty() || !clients.isEmpty() || address.isLoopback(),
                "address must be a loopback address unless token, tokens or clients is set, got " + address);
        Check.that(
                clients.isEmpty() == (tls == null || tls.clientCa() == null),
                "clients must be given if tls.client-ca is, and only then");
        Set<String> known = new HashSet<>();
        if (token != null) {
            known.add(token);
        }
        for (AdminTokenConfig each : tokens) {
            Check.that(
                    known.add(each.token()),
                    "tokens must not have the same token twice; the second is that of " + each.name());
        }
    }

    @Override
    public String toString() {
        return "AdminConfig[address=" + address + ", token=" + (token == null ? "none" : "***") + ", tokens=" + tokens
                + ", tls=" + tls + ", clients=" + clients + ", audit=" + audit + ", open=" + open + "]";
    }
}
