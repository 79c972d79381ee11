package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.FreePort;
import io.tidegate.testing.HttpService;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OtlpReceiver;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.TestSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What doctor finds, of servers that are well and of each way to be unwell. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class DoctorTest {
    private static final String LISTENER = "{ address: \"127.0.0.1:0\" }";

    @TempDir
    private Path folder;

    private CommandOutcome doctor(String yaml, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("tidegate.yaml"), yaml);
        String[] arguments = new String[5 + more.length];
        System.arraycopy(new String[] {"doctor", "-c", file.toString(), "--timeout", "1s"}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return CommandOutcome.of(arguments);
    }

    private static String yaml(String listener, String upstream, String route) {
        return "listeners:\n  public: " + listener + "\nupstreams:\n  chat: { " + upstream
                + " }\nroutes:\n  all: { upstream: chat" + route + " }\n";
    }

    private static String to(String url) {
        return yaml(LISTENER, "endpoints: [ \"" + url + "\" ]", "");
    }

    @Test
    void whereAllIsWellNothingFails() throws IOException {
        try (var endpoint = new EchoEndpoint()) {
            CommandOutcome outcome = doctor(to(endpoint.url()));

            assertThat(outcome.exitCode()).as(outcome.out()).isZero();
            assertThat(outcome.out())
                    .contains(
                            "tidegate.yaml: has no faults", "ok    port         listeners.public: 127.0.0.1:0 is free")
                    .containsPattern(
                            "ok    endpoint     chat/127\\.0\\.0\\.1:\\d+: TCP \\d+\\.\\d ms, upgrade \\d+\\.\\d ms")
                    .containsPattern("clock        here: ")
                    .containsPattern("\n\\d+ ok, \\d+ to mind, 0 failed\n$");
        }
    }

    @Test
    void programsGetOneObject() throws IOException {
        try (var endpoint = new EchoEndpoint()) {
            var json = doctor(to(endpoint.url()), "--json").json();

            assertThat(json.path("fail").asInt(-1)).isZero();
            assertThat(json.at("/findings/0/topic").asString()).isEqualTo("file");
            assertThat(json.at("/findings/0/level").asString()).isEqualTo("ok");
        }
    }

    @Test
    void faultsOfTheFileAreFindings() throws IOException {
        CommandOutcome outcome = doctor(yaml(LISTENER, "endpoints: [ \"ws://127.0.0.1:1\" ]", ", max-age: soon"));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("fail  file", "tidegate.yaml:6:", "routes.all.max-age", "0 ok, 0 to mind, 1 failed");
    }

    @Test
    void anEndpointThatIsNotThereFailsAtItsStep() throws IOException {
        int port = FreePort.next();
        CommandOutcome outcome = doctor(yaml(
                LISTENER, "endpoints: [ \"ws://127.0.0.1:" + port + "\", \"ws://no.such.name.invalid:9001\" ]", ""));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .containsPattern("fail  endpoint     chat/127\\.0\\.0\\.1:" + port
                        + ": TCP failed after .* ms: connection refused")
                .contains("-> nothing listens there")
                .containsPattern(
                        "fail  endpoint     chat/no\\.such\\.name\\.invalid:9001: DNS failed after .* has no address");
    }

    @Test
    void anEndpointThatAnswersOtherwiseIsToMind() throws IOException {
        try (var endpoint = new RawEndpoint(Answers.status(404, "no"))) {
            CommandOutcome outcome = doctor(to(endpoint.url()));

            assertThat(outcome.exitCode()).as(outcome.out()).isZero();
            assertThat(outcome.out())
                    .containsPattern("warn  endpoint     .*a handshake at / is answered HTTP 404")
                    .contains("tidegate connect shows");
        }
    }

    @Test
    void anEndpointThatBreaksTheHandshakeFails() throws IOException {
        try (var endpoint = new RawEndpoint(Answers.acceptingWrongly());
                var silent = new RawEndpoint(Answers.stall())) {
            CommandOutcome outcome =
                    doctor(yaml(LISTENER, "endpoints: [ \"" + endpoint.url() + "\", \"" + silent.url() + "\" ]", ""));

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.out())
                    .contains("101 with a wrong Sec-WebSocket-Accept", "no answer to the handshake in time");
        }
    }

    @Test
    void theHandshakeIsThatOfTheHealthCheck() throws IOException {
        try (var endpoint = new RawEndpoint(Answers.accept("Sec-WebSocket-Protocol: v2"))) {
            CommandOutcome outcome = doctor(yaml(
                    LISTENER,
                    "endpoints: [ \"" + endpoint.url()
                            + "\" ], health-check: { type: websocket, path: /alive, subprotocol: v2 }",
                    ""));

            assertThat(outcome.exitCode()).as(outcome.out()).isZero();
            assertThat(endpoint.next().head().startLine()).isEqualTo("GET /alive HTTP/1.1");
        }
    }

    @Test
    void tlsThatIsNotTrustedFailsAndTrustedDoesNot() throws IOException {
        try (var site = new TestSite();
                var endpoint = new RawEndpoint(Answers.accept(), site)) {
            String endpoints = "endpoints: [ \"" + endpoint.url() + "\" ]";

            CommandOutcome strange = doctor(yaml(LISTENER, endpoints, ""));
            CommandOutcome trusted =
                    doctor(yaml(LISTENER, endpoints + ", tls: { ca: \"" + site.authority() + "\" }", ""));

            assertThat(strange.exitCode()).isEqualTo(1);
            assertThat(strange.out())
                    .contains("TLS failed after", "not signed by an authority", "-> name its authority (tls.ca");
            assertThat(trusted.out()).containsPattern("endpoint     chat/.*TCP .*, TLS \\d+\\.\\d ms, upgrade ");
            assertThat(trusted.exitCode()).as(trusted.out()).isZero();
        }
    }

    @Test
    void anExpiredCertificateIsNamedAsSuch() throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=A test authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle old = leaf(Instant.now().minus(Duration.ofDays(2)))
                .addSanIpAddress("127.0.0.1")
                .buildIssuedBy(authority);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(old.toKeyManagerFactory().getKeyManagers(), null, new SecureRandom());
        Path ca = Files.writeString(folder.resolve("ca.pem"), authority.getCertificatePEM());
        try (var endpoint = new RawEndpoint(Answers.accept(), context)) {
            CommandOutcome outcome = doctor(
                    yaml(LISTENER, "endpoints: [ \"" + endpoint.url() + "\" ], tls: { ca: \"" + ca + "\" }", ""));

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.out()).containsPattern("TLS failed .*expired").contains("-> renew it on the server");
        }
    }

    @Test
    void ourOwnCertificateIsJudgedByTimeChainAndNames() throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=A test authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        String soon =
                listener("soon", leaf(Instant.now().plus(Duration.ofDays(5))).buildIssuedBy(authority), true);
        String lonely =
                listener("lonely", leaf(Instant.now().plus(Duration.ofDays(50))).buildIssuedBy(authority), false);
        String over =
                listener("over", leaf(Instant.now().minus(Duration.ofDays(1))).buildIssuedBy(authority), true);
        try (var endpoint = new EchoEndpoint()) {
            String upstream = "endpoints: [ \"" + endpoint.url() + "\" ]";

            assertThat(doctor(yaml(soon, upstream, ", match: { host: shop.example.org }"))
                            .out())
                    .containsPattern("warn  certificate  listeners\\.public .*soon\\.pem: expires in 4 days")
                    .contains("routes.all: no certificate of a listener is for its host shop.example.org");
            assertThat(doctor(yaml(lonely, upstream, ", match: { host: a.example.com }"))
                            .out())
                    .containsPattern(
                            "warn  certificate  .*the chain ends at CN=site, whose issuer is not a well-known authority")
                    .doesNotContain("for its host");
            CommandOutcome expired = doctor(yaml(over, upstream, ""));
            assertThat(expired.out()).containsPattern("fail  certificate  .*expired at 2");
            assertThat(expired.exitCode()).isEqualTo(1);
        }
    }

    private static CertificateBuilder leaf(Instant end) {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=site")
                .addSanDnsName("a.example.com")
                .notBefore(Instant.now().minus(Duration.ofDays(30)))
                .notAfter(end);
    }

    private String listener(String name, X509Bundle bundle, boolean whole) throws Exception {
        String root = whole ? bundle.getRootCertificatePEM() : "";
        Path certificate = Files.writeString(folder.resolve(name + ".pem"), bundle.getCertificatePEM() + root);
        Path key = Files.writeString(folder.resolve(name + ".key"), bundle.getPrivateKeyPEM());
        return "{ address: \"127.0.0.1:0\", tls: { certificates: [ { certificate: \"" + certificate + "\", key: \""
                + key + "\" } ] } }";
    }

    @Test
    void aPortThatIsTakenIsToldWithWhoHasIt() throws IOException {
        try (var endpoint = new EchoEndpoint();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listener = "{ address: \"127.0.0.1:" + taken.getLocalPort() + "\" }";

            CommandOutcome outcome = doctor(yaml(listener, "endpoints: [ \"" + endpoint.url() + "\" ]", ""));

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.out())
                    .contains("is taken by process " + ProcessHandle.current().pid() + " (")
                    .contains("-> end it, or choose another port");
        }
    }

    @Test
    void keySetsAreFetchedAndOtherServicesReached() throws IOException {
        try (var endpoint = new EchoEndpoint();
                var keys = new HttpService(request -> HttpService.Answer.json("{\"keys\":[{},{}]}"));
                var none = new HttpService(request -> new HttpService.Answer(404, Map.of(), "gone"));
                var asked = new HttpService(request -> HttpService.Answer.json("{}"))) {
            String route = ", filters: [ { authenticate: { any: [ { jwt: { jwks: \"%s\" } } ] } }";
            String upstream = "endpoints: [ \"" + endpoint.url() + "\" ]";
            String introspection = ", { authenticate: { any: [ { introspection: { url: \"" + asked.url("/introspect")
                    + "\", client-id: a, client-secret: abcdefghijklmnop } } ] } }";

            CommandOutcome good = doctor(
                    yaml(LISTENER, upstream, route.formatted(keys.url("/keys?a=secret")) + introspection + " ]"));
            CommandOutcome bad = doctor(yaml(LISTENER, upstream, route.formatted(none.url("/keys")) + " ]"));

            assertThat(good.exitCode()).as(good.out()).isZero();
            assertThat(good.out())
                    .containsPattern(
                            "ok    service      routes\\.all\\.authenticate\\.any\\.jwt\\.jwks http://127.*/keys: 2 keys, ")
                    .containsPattern(
                            "ok    service      .*introspection\\.url http://127.*/introspect: is reached: DNS")
                    .doesNotContain("a=secret", "abcdefghijklmnop");
            assertThat(asked.requests()).isEmpty();
            assertThat(bad.exitCode()).isEqualTo(1);
            assertThat(bad.out()).contains("fail  service");
        }
    }

    @Test
    void receiversOfMetricsAndSpansAreConnectedTo() throws IOException {
        try (var endpoint = new EchoEndpoint();
                var receiver = new OtlpReceiver()) {
            CommandOutcome outcome = doctor(to(endpoint.url()) + "metrics: { otlp: { url: \"" + receiver.url()
                    + "\" } }\ntracing: { otlp: { url: \"http://127.0.0.1:1/v1/traces\" } }\n");

            assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(1);
            assertThat(outcome.out())
                    .contains("ok    service      metrics.otlp.url " + receiver.url() + ": is reached: DNS")
                    .contains("fail  service      tracing.otlp.url http://127.0.0.1:1/v1/traces: TCP failed: ");
            assertThat(receiver.pushes()).isEmpty();
        }
    }

    @Test
    void redisThatIsNotThereFails() throws IOException {
        int port = FreePort.next();
        try (var endpoint = new EchoEndpoint()) {
            CommandOutcome outcome = doctor(to(endpoint.url()) + "redis: { url: \"redis://127.0.0.1:" + port
                    + "\", password: a-very-secret-word }\n");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.out())
                    .contains("fail  service      redis redis://127.0.0.1:" + port, "on-store-failure")
                    .doesNotContain("very-secret");
        }
    }

    @Test
    void aClockThatIsOffIsToMind() throws IOException {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).minusHours(1));
        try (var endpoint = new RawEndpoint(Answers.accept("Date: " + date))) {
            CommandOutcome outcome = doctor(to(endpoint.url()));

            assertThat(outcome.out())
                    .containsPattern("warn  clock        here: is 36\\d\\d s ahead of what 1 server say")
                    .contains("NTP");
        }
    }
}
