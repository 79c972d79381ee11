package io.tidegate.filter.auth.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.tidegate.config.ConfigException;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.filter.auth.Sha256;
import io.tidegate.protocol.Handshakes;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCertificateTest {
    private static final Outcome UNLISTED = new Outcome.Invalid("the certificate is none of those that are listed");

    private static X509Certificate device;

    @BeforeAll
    static void issue() throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=Test authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        device = new CertificateBuilder()
                .ecp256()
                .subject("CN=device-7,OU=devices,O=Acme\\, Inc.,C=DE")
                .addSanDnsName("d7.devices.example.com")
                .addSanUriName("spiffe://example.com/ns/a/d7")
                .addSanRfc822Name("d7@example.com")
                .addSanIpAddress("2001:db8::7")
                .buildIssuedBy(authority)
                .getCertificate();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CN=device-7 | true",
                "cn=DEVICE-7 | true",
                "OU=devices,C=DE | true",
                "C=DE, OU=devices | true",
                "O=Acme\\, Inc. | true",
                "CN=device-7,OU=devices,O=Acme\\, Inc.,C=DE | true",
                "CN=device | false",
                "CN=device-77 | false",
                "CN=device-7,OU=others | false",
                "OU=device-7 | false",
                "O=Acme | false",
                "CN=* | false"
            })
    void allThatASubjectNamesMustBeThere(String subject, boolean admitted) {
        Outcome outcome = judge(config(List.of("CN=other", subject), List.of(), List.of()));

        assertThat(outcome instanceof Outcome.Known).isEqualTo(admitted);
        assertThat(admitted || outcome.equals(UNLISTED)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "dns:d7.devices.example.com, true",
        "dns:D7.devices.EXAMPLE.com, true",
        "dns:*.devices.example.com, true",
        "dns:*, true",
        "dns:devices.example.com, false",
        "dns:*.example.org, false",
        "dns:d7*d7.devices.example.com, false",
        "uri:spiffe://example.com/ns/a/d7, true",
        "uri:spiffe://example.com/ns/a/*, true",
        "uri:spiffe://example.com/ns/b/*, false",
        "uri:SPIFFE://example.com/ns/a/d7, false",
        "email:*@example.com, true",
        "email:*@example.org, false",
        "ip:2001:db8:0:0::7, true",
        "ip:2001:db8::8, false",
        "uri:d7.devices.example.com, false"
    })
    void oneAlternativeNameOfItsKindMustMatch(String name, boolean admitted) {
        Outcome outcome = judge(config(List.of(), List.of("dns:none.example", name), List.of()));

        assertThat(outcome instanceof Outcome.Known).isEqualTo(admitted);
    }

    @Test
    void aFingerprintMustBeThatOfTheCertificate() throws Exception {
        String own = Sha256.of(device.getEncoded()).toString();

        assertThat(judge(config(List.of(), List.of(), List.of(own)))).isInstanceOf(Outcome.Known.class);
        assertThat(judge(config(List.of(), List.of(), List.of(Sha256.of("x").toString()))))
                .isEqualTo(UNLISTED);
    }

    @Test
    void eachListThatIsGivenMustHold() {
        assertThat(judge(config(List.of("CN=device-7"), List.of("dns:*.devices.example.com"), List.of())))
                .isInstanceOf(Outcome.Known.class);
        assertThat(judge(config(List.of("CN=device-7"), List.of("dns:*.example.org"), List.of())))
                .isEqualTo(UNLISTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SUBJECT | CN=device-7,OU=devices,O=Acme\\, Inc.,C=DE",
                "COMMON_NAME | device-7",
                "SAN | spiffe://example.com/ns/a/d7"
            })
    void theConfigurationSaysWhatNamesTheClient(CertificateConfig.Name name, String subject) {
        var config = new CertificateConfig(
                List.of(), List.of(NamePattern.parse("uri:*")), List.of(), name, List.of("device"));

        assertThat(judge(config)).isInstanceOfSatisfying(Outcome.Known.class, known -> {
            assertThat(known.principal().subject()).isEqualTo(subject);
            assertThat(known.principal().roles()).containsExactly("device");
            assertThat(known.principal().method()).isEqualTo("client-certificate");
            assertThat(known.principal().expires())
                    .isEqualTo(device.getNotAfter().toInstant());
            assertThat(known.principal().claims())
                    .containsEntry("issuer", device.getIssuerX500Principal().getName())
                    .containsEntry(
                            "san",
                            List.of(
                                    "dns:d7.devices.example.com",
                                    "uri:spiffe://example.com/ns/a/d7",
                                    "email:d7@example.com",
                                    "ip:2001:db8:0:0:0:0:0:7"));
        });
    }

    @Test
    void whoShowsNoCertificateIsAbsentAndOneThatHasExpiredMeanwhileIsInvalid() {
        var config = config(List.of(), List.of(), List.of());
        Instant end = device.getNotAfter().toInstant();

        assertThat(new ClientCertificate(config).judge(Handshakes.to("/").build()))
                .isCompletedWithValue(new Outcome.Absent());
        assertThat(new ClientCertificate(config, () -> end)
                        .judge(Handshakes.to("/").showing(device).build()))
                .isCompletedWithValue(new Outcome.Invalid("the certificate has expired"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "device", "CN", "CN=a,,"})
    void whatIsNoNameIsRefused(String subject) {
        assertThatThrownBy(() -> SubjectPattern.parse(subject))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("must be a name like OU=devices,O=Acme, got " + subject);
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, must start with dns:",
        "host:a, must start with dns:",
        "dns:, must have a name",
        "dns:*.*.a, must have a name with at most one *",
        "ip:host, must have an IP address"
    })
    void whatIsNoAlternativeNameIsRefused(String name, String why) {
        assertThatThrownBy(() -> NamePattern.parse(name))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(why)
                .hasMessageEndingWith("got " + name);
    }

    private static CertificateConfig config(List<String> subjects, List<String> names, List<String> fingerprints) {
        return new CertificateConfig(
                subjects.stream().map(SubjectPattern::parse).toList(),
                names.stream().map(NamePattern::parse).toList(),
                fingerprints.stream().map(Sha256::parse).toList(),
                CertificateConfig.Name.SUBJECT,
                List.of());
    }

    private static Outcome judge(CertificateConfig config) {
        return new ClientCertificate(config)
                .judge(Handshakes.to("/").showing(device).build())
                .toCompletableFuture()
                .resultNow();
    }
}
