package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.FilterTypes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Filters that need what nobody provides are told of when the file is read. */
class FilterDemandsTest {
    private static final String AUTHENTICATE = "authenticate: { any: [ client-certificate: {} ] }";
    private static final String FILE = """
            listeners:
              plain: { address: "127.0.0.1:80" }
              secure:
                address: "127.0.0.1:443"
                tls:
                  certificates: [ { certificate: a, key: b } ]
                  client-certificates: optional
                  client-ca: c
            upstreams: { app: { endpoints: [ "ws://h:1" ] } }
            routes:
              app:
                upstream: app
            """;

    @Test
    void aCertificateThatNoListenerOfTheRouteAsksForIsRefused() {
        assertThat(faults("    match: { listeners: [ plain ] }\n    filters: [ " + AUTHENTICATE + " ]\n"))
                .containsExactly("t.yaml:14:30 routes.app.filters[0].authenticate must have a listener with "
                        + "tls.client-certificates for client-certificate, got plain");
        assertThat(faults("    match: { listeners: [ secure ] }\n    filters: [ " + AUTHENTICATE + " ]\n"))
                .isEmpty();
        assertThat(faults("    filters: [ " + AUTHENTICATE + " ]\n"))
                .as("one of two")
                .isEmpty();
    }

    @Test
    void whoAsksForThePrincipalStandsBehindWhatFindsItOut() {
        assertThat(faults("    filters: [ authorize: { roles: [ a ] }, " + AUTHENTICATE + " ]\n"))
                .containsExactly("t.yaml:13:27 routes.app.filters[0].authorize must stand behind authenticate, which "
                        + "finds out who the client is");
        assertThat(faults("    filters: [ " + AUTHENTICATE + ", authorize: { roles: [ a ] } ]\n"))
                .isEmpty();
        assertThat(faults("    filters: [ authorize: { rule: \"path == '/a'\" }, " + AUTHENTICATE + " ]\n"))
                .isEmpty();
    }

    @Test
    void aPrincipalThatNobodyMayFindOutIsWarnedOf() {
        String origins = "    filters: [ origins: { allow: [ https://a.example ] }, ";

        assertThat(warnings(origins + "authorize: { rule: 'principal.subject != \"\"' } ]\n"))
                .singleElement()
                .asString()
                .contains("routes.app.filters[1].authorize asks who the client is, and no authenticate stands before");
        assertThat(warnings(origins + "authorize: { rule: 'secure' } ]\n")).isEmpty();
        assertThat(warnings(origins + AUTHENTICATE + ", authorize: { roles: [ a ] } ]\n"))
                .isEmpty();
    }

    @Test
    void aFilterBehindOneThatCannotBeReadIsCalledByItsPlaceInTheFile() {
        assertThat(faults(
                        "    filters: [ orgins: {}, authorize: { roles: [ a ] }, audit: {}, " + AUTHENTICATE + " ]\n"))
                .containsExactly(
                        "t.yaml:13:16 routes.app.filters[0].orgins is not a filter; did you mean origins?",
                        "t.yaml:13:39 routes.app.filters[1].authorize must stand behind authenticate, which finds out "
                                + "who the client is",
                        "t.yaml:13:64 routes.app.filters[2].audit must have audit with a file at the top level, and "
                                + "that since the start of the gateway");
    }

    private static List<String> faults(String route) {
        try {
            ConfigReader.read(Reading.source(FILE + route), FilterTypes.load());
            return List.of();
        } catch (ConfigException e) {
            return e.faults();
        }
    }

    private static List<String> warnings(String route) {
        return ConfigReader.check(Reading.source(FILE + route), FilterTypes.load(), parts -> {}).warnings().stream()
                .filter(warning -> warning.contains(" routes."))
                .toList();
    }
}
