package io.tidegate.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the admin API, PEM files; versions 1.2 and 1.3. Files that change are read with the next start.
 *
 * @param certificate the chain, the server's own first
 * @param key PKCS#8, not encrypted
 * @param clientCa authorities of the callers' certificates; only with {@code clients}
 */
public record AdminTlsConfig(
        Path certificate, @Secret Path key, @Nullable Path clientCa) {}
