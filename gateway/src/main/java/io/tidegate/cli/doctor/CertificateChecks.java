package io.tidegate.cli.doctor;

import io.tidegate.cli.doctor.CertificateText.Trouble;
import io.tidegate.config.AdminConfig;
import io.tidegate.config.GatewayConfig;
import io.tidegate.config.RouteConfig;
import io.tidegate.config.TlsConfig;
import io.tidegate.config.UpstreamConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** Certificates of our own: that their keys fit is known since the file was checked. */
final class CertificateChecks {
    private static final String TOPIC = "certificate";

    private final GatewayConfig config;
    private final Clock clock;

    CertificateChecks(GatewayConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        List<String> served = new ArrayList<>();
        config.listeners().forEach((name, listener) -> {
            TlsConfig tls = listener.tls();
            if (tls != null) {
                tls.certificates()
                        .forEach(pair -> findings.add(judge("listeners." + name, pair.certificate(), served)));
            }
        });
        AdminConfig admin = config.admin();
        if (admin != null && admin.tls() != null) {
            findings.add(judge("admin", admin.tls().certificate(), new ArrayList<>()));
        }
        for (UpstreamConfig upstream : config.upstreams().values()) {
            Path own = upstream.tls().certificate();
            if (own != null) {
                findings.add(judge("upstreams." + upstream.name(), own, new ArrayList<>()));
            }
        }
        findings.addAll(hostsWithout(served));
        return findings;
    }

    /** @param names gets those that it is for */
    private Finding judge(String key, Path file, List<String> names) {
        String subject = key + " " + file;
        try {
            List<X509Certificate> chain = CertificateText.chain(file);
            names.addAll(CertificateText.names(chain.getFirst()));
            return Stream.of(CertificateText.expiry(chain, clock), CertificateText.chaining(chain))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .map(trouble -> finding(subject, trouble))
                    .orElseGet(() -> Finding.ok(
                            TOPIC,
                            subject,
                            "good for " + CertificateText.daysLeft(chain.getFirst(), clock) + " days, for "
                                    + String.join(", ", CertificateText.names(chain.getFirst()))));
        } catch (IOException | CertificateException e) {
            return Finding.fail(TOPIC, subject, "cannot be read: " + e.getMessage(), "make it a PEM file that can be");
        }
    }

    private static Finding finding(String subject, Trouble trouble) {
        return new Finding(trouble.level(), TOPIC, subject, trouble.text(), trouble.advice());
    }

    /** Hosts of routes that clients can ask for by TLS, but would be shown the certificate of another. */
    private List<Finding> hostsWithout(List<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        for (RouteConfig route : config.routes().values()) {
            String host = route.match().host();
            if (host != null && !CertificateText.covers(names, host.toLowerCase(Locale.ROOT))) {
                findings.add(Finding.warn(
                        TOPIC,
                        "routes." + route.name(),
                        "no certificate of a listener is for its host " + host,
                        "get one for it, unless clients reach it without TLS"));
            }
        }
        return List.copyOf(findings);
    }
}
