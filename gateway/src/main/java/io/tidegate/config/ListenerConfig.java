package io.tidegate.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bound port.
 *
 * @param address where it listens: {@code host:port}, {@code [IPv6]:port} or {@code unix:/path}
 * @param tls certificates and rules of TLS; plain where absent
 * @param proxyProtocol whether a load balancer in front sends PROXY protocol headers (versions 1 and 2)
 * @param health path that answers 200 to a load balancer's plain GET (HTTP/1.0 and no Host will do), 503 in a
 *     drain; none where absent
 * @param handshakeTimeout limit from accept to one complete and valid request, and for filters that wait; 100 ms to 5 m
 * @param maxRequestLine bytes of the request line; 256 B to 64 KiB
 * @param maxHeaders number of header fields; 8 to 1,000
 * @param maxHeaderBytes bytes of all header fields together; 1 KiB to 256 KiB
 * @param encodedSlash whether {@code %2f} in a path is refused or kept as it is
 * @param trustedProxies addresses whose {@code X-Forwarded-*} and {@code Forwarded} headers are believed and appended to
 * @param backlog connections that the kernel keeps waiting for accept; 1 to 65,535
 * @param acceptRate how fast clients are accepted, before TLS; the others wait in the kernel's {@code backlog}. As fast as they
 *     come where absent
 * @param handshakeRate how many handshakes are let in; over it they get 503 with {@code Retry-After}. All where absent
 */
public record ListenerConfig(
        @Named String name,
        @NotInDefaults BindAddress address,
        @Nullable TlsConfig tls,
        @Nullable ProxyProtocolConfig proxyProtocol,
        @Nullable String health,
        @Default("10s") Duration handshakeTimeout,
        @Default("8KiB") ByteSize maxRequestLine,
        @Default("100") int maxHeaders,
        @Default("32KiB") ByteSize maxHeaderBytes,
        @Default("refuse") EncodedSlash encodedSlash,
        List<Cidr> trustedProxies,
        @Default("4096") int backlog,
        @Nullable PaceConfig acceptRate,
        @Nullable PaceConfig handshakeRate) {

    /** What becomes of {@code %2f} in a path. */
    public enum EncodedSlash {
        REFUSE,
        KEEP
    }

    public ListenerConfig {
        Check.notBlank("name", name);
        Check.that(health == null || health.startsWith("/"), "health must be a path that starts with /, got " + health);
        Check.between("handshake-timeout", handshakeTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
        Check.between("max-request-line", maxRequestLine, new ByteSize(256), ByteSize.ofKiB(64));
        Check.between("max-headers", maxHeaders, 8, 1000);
        Check.between("max-header-bytes", maxHeaderBytes, ByteSize.ofKiB(1), ByteSize.ofKiB(256));
        Check.between("backlog", backlog, 1, 65_535);
        trustedProxies = List.copyOf(trustedProxies);
    }
}
