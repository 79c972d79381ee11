package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminConfigTest {
    private static final String TOKEN = "0123456789abcdef";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tokens: [ { name: a, token: short, role: viewer } ] | .tokens[0].token must have at least 16 characters",
                "tokens: [ { name: '', token: 0123456789abcdef, role: viewer } ] | .tokens[0].name must not be empty",
                "tokens: [ { name: a, token: 0123456789abcdef, role: root } ] | .tokens[0].role must be viewer or operator, got root",
                "clients: [ { name: a, subject: alice, role: viewer } ] | .clients[0].subject must be a distinguished name like CN=alice,O=Example, got alice",
                "address: '0.0.0.0:9090' | .address must be a loopback address unless token, tokens or clients is set, got 0.0.0.0:9090",
                "tls: { certificate: a, key: b, client-ca: c } | clients must be given if tls.client-ca is, and only then"
            })
    void whatCannotBeIsRefusedWithItsPlace(String settings, String fault) {
        assertThat(faults(settings)).singleElement().asString().contains(fault).doesNotContain("short,");
    }

    @Test
    void aTokenIsOfOneCallerOnly() {
        assertThat(faults("token: " + TOKEN + ", tokens: [ { name: a, token: " + TOKEN + ", role: viewer } ]"))
                .singleElement()
                .asString()
                .contains("admin.tokens must not have the same token twice; the second is that of a")
                .doesNotContain(TOKEN);
    }

    @Test
    void itsAuditIsAFileOfItsOwn() {
        assertThat(Reading.faults(Reading.GOOD + "audit: { file: a.log }\nadmin: { audit: { file: a.log } }\n"))
                .singleElement()
                .asString()
                .contains("admin.audit.file must not be a file of audit");
    }

    @Test
    void nobodySeesTheTokens() {
        var config = new AdminConfig(
                BindAddress.parse("127.0.0.1:0"),
                TOKEN,
                List.of(new AdminTokenConfig("a", TOKEN + "2", AdminConfig.Role.VIEWER)),
                null,
                List.of(),
                null,
                null);

        assertThat(config.toString()).contains("name=a").doesNotContain(TOKEN);
    }

    private static List<String> faults(String settings) {
        return Reading.faults(Reading.GOOD + "admin: { " + settings + " }\n");
    }
}
