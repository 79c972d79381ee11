package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

class CertificateExpiryTest {
    private static final String METRIC = "tidegate_certificate_expiry_timestamp_seconds";

    @Test
    void theMetricsTellWhenTheFirstCertificateOfAListenerEnds() throws Exception {
        try (var endpoint = new EchoEndpoint();
                var site = new TestSite();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .gateway("admin", Admin.ANY_PORT)
                        .listener("tls", site.listenerTls()))) {
            Admin admin = Admin.of(gateway.gateway());

            assertThat(admin.metric(METRIC + "{listener=\"public\"}")).isEqualTo(firstEnd(site));

            gateway.reload(Settings.to(endpoint.url()).gateway("admin", Admin.ANY_PORT));

            assertThat(admin.text("/metrics")).doesNotContain(METRIC + "{");
        }
    }

    private static double firstEnd(TestSite site) throws Exception {
        try (InputStream chain = Files.newInputStream(site.certificate())) {
            return CertificateFactory.getInstance("X.509").generateCertificates(chain).stream()
                    .map(certificate ->
                            ((X509Certificate) certificate).getNotAfter().toInstant())
                    .min(Comparator.naturalOrder())
                    .orElseThrow()
                    .getEpochSecond();
        }
    }
}
