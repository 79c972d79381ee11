package io.tidegate.transport;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import org.jspecify.annotations.Nullable;

/**
 * Who encrypts. Shared, immutable.
 *
 * @param name for the start's output
 * @param note why it is not the one preferred, for the start's output; or null
 */
public record TlsProvider(String name, @Nullable String note, SslProvider sslProvider) {
    /** BoringSSL where it loads, the JDK's TLS elsewhere. */
    public static TlsProvider choose() {
        if (OpenSsl.isAvailable()) {
            return new TlsProvider(OpenSsl.versionString(), null, SslProvider.OPENSSL);
        }
        return jdk(
                "BoringSSL does not load here: " + OpenSsl.unavailabilityCause().getMessage());
    }

    static TlsProvider jdk(@Nullable String note) {
        return new TlsProvider("JDK", note, SslProvider.JDK);
    }
}
