package io.tidegate.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.ClientCertificate;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The console over TLS, of operators who are known by their certificates. */
@Tag("interop")
@Timeout(180)
class ConsoleCertificateTest {
    private static final String ENDPOINT = "127.0.0.1:1";

    private final TestSite site = new TestSite();
    private GatewayFixture gateway;

    @BeforeEach
    void start() {
        gateway = GatewayFixture.start(Settings.to("ws://" + ENDPOINT)
                .gateway(
                        "admin",
                        "{ address: \"127.0.0.1:0\", tls: { certificate: \"" + site.certificate() + "\", key: \""
                                + site.key()
                                + "\", client-ca: \"" + site.authority()
                                + "\" }, clients: [ { name: carl, subject: \"cn=localhost\", role: operator } ] }"));
    }

    @AfterEach
    void stop() {
        gateway.close();
        site.close();
    }

    @Test
    void whoPresentsACertificateIsLetInWithoutAToken() {
        var certificate = new ClientCertificate(origin().replaceFirst("/$", ""))
                .setCertPath(site.certificate())
                .setKeyPath(site.key());
        try (var console = open(new NewContextOptions().setClientCertificates(List.of(certificate)))) {
            console.text("carl, operator");
            console.link("Upstreams").click();
            assertThat(console.button("Drain: " + ENDPOINT)).isEnabled();
            console.assertNoComplaints();
        }
    }

    @Test
    void whoPresentsNoneIsToldThatOneIsWanted() {
        try (var console = open(new NewContextOptions())) {
            console.text("A certificate of a configured client must be presented.");
            console.assertNoComplaints("401");
        }
    }

    private ConsolePage open(NewContextOptions options) {
        return new ConsolePage(origin(), options.setIgnoreHTTPSErrors(true)); // of an authority that is ours alone
    }

    private String origin() {
        return "https://127.0.0.1:"
                + Objects.requireNonNull(gateway.gateway().adminAddress()).getPort() + "/";
    }
}
