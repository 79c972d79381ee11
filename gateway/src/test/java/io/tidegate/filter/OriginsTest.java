package io.tidegate.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.protocol.Handshakes;
import io.tidegate.time.BurstClock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
    private static final Admission REFUSED = Admission.Refuse.with(403, "This origin is not allowed.");

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, https://app.example.com, true",
        "https://app.example.com, https://app.example.com:443, true",
        "https://app.example.com:443, https://app.example.com, true",
        "https://App.Example.com, HTTPS://APP.example.COM, true",
        "https://app.example.com, http://app.example.com, false",
        "https://app.example.com, https://app.example.com:8443, false",
        "https://app.example.com, https://www.example.com, false",
        "https://app.example.com, https://app.example.com.evil.org, false",
        "https://app.example.com, https://evil.org/https://app.example.com, false",
        "https://app.example.com, https://user@app.example.com, false",
        "https://app.example.com, https://app.example.com., false",
        "https://app.example.com, https://app.example.com/, false",
        "https://app.example.com, https://app.example.com https://evil.org, false",
        "https://app.example.com, null, false",
        "https://app.example.com, '', false",
        "http://localhost:3000, http://localhost:3000, true",
        "http://localhost:80, http://localhost, true",
        "http://localhost, http://localhost:3000, false",
        "http://[::1]:3000, http://[::1]:3000, true",
        "chrome-extension://abcdef, chrome-extension://abcdef, true",
        "chrome-extension://abcdef, chrome-extension://abcdefg, false",
        "https://*.example.com, https://app.example.com, true",
        "https://*.example.com, https://a.b.example.com, true",
        "https://*.example.com, https://example.com, false",
        "https://*.example.com, https://badexample.com, false",
        "https://*.example.com, http://app.example.com, false",
        "https://*.example.com, https://app.example.com:8443, false",
        "https://*.example.com:8443, https://app.example.com:8443, true",
        "'null', 'null', true",
        "'null', 'NULL', false",
        "'null', https://app.example.com, false",
        "'*', https://anything.example, true",
        "'*', 'null', true"
    })
    void anOriginIsAdmittedIfSchemeHostAndPortAreListed(String allow, String origin, boolean admitted) {
        var config = new Origins.Config(List.of("https://other.example", allow), Origins.WithoutOrigin.REFUSE);

        Admission admission = judge(config, Handshakes.to("/").header("Origin", origin));

        assertThat(admission).isEqualTo(admitted ? Admission.Pass.ADMIT : REFUSED);
    }

    @Test
    void twoOriginsAreRefusedEvenIfBothAreListed() {
        var config = new Origins.Config(List.of("https://a.example"), Origins.WithoutOrigin.ALLOW);
        Handshakes twice =
                Handshakes.to("/").header("Origin", "https://a.example").header("origin", "https://a.example");

        assertThat(judge(config, twice)).isEqualTo(REFUSED);
    }

    @Test
    void aClientWithoutOriginIsAdmittedUnlessConfiguredOtherwise() {
        var allows = new Origins.Config(List.of("*"), Origins.WithoutOrigin.ALLOW);
        var refuses = new Origins.Config(List.of("*"), Origins.WithoutOrigin.REFUSE);

        assertThat(judge(allows, Handshakes.to("/"))).isEqualTo(Admission.Pass.ADMIT);
        assertThat(judge(refuses, Handshakes.to("/"))).isEqualTo(Admission.Refuse.with(403, "An Origin is required."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app.example.com",
                "https://app.example.com/",
                "https://app.example.com/chat",
                "https://",
                "https://*",
                "https://*.*.example.com",
                "https://a.*.com",
                "https://app.example.com:70000",
                "https://app.example.com:*",
                "https://user@app.example.com",
                "https://bücher.example",
                "*://app.example.com"
            })
    void whatIsNoOriginIsRefusedInTheConfiguration(String origin) {
        assertThatThrownBy(() -> new Origins.Config(List.of(origin), Origins.WithoutOrigin.ALLOW))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("allow must list origins like")
                .hasMessageEndingWith("got " + origin);
    }

    @Test
    void everyBadOriginIsNamed() {
        assertThatThrownBy(() -> new Origins.Config(List.of("a", "*", "b"), Origins.WithoutOrigin.ALLOW))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        refusal -> assertThat(refusal.faults()).hasSize(2));
    }

    private static Admission judge(Origins.Config config, Handshakes request) {
        Filter filter = new Origins().configure(config).newFilter(FilterContexts.on("r", new BurstClock()));
        return ((HandshakeFilter) filter).onHandshake(request.build());
    }
}
