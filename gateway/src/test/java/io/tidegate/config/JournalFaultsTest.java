package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.filter.FilterTypes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of journals that are not right. */
class JournalFaultsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            audit: {}                                | 1:8 audit.file must be given
            audit: { file: a, max-file: 1KiB }       | 1:29 audit.max-file must be between 4KiB and 1024GiB, got 1KiB
            audit: { file: a, keep: 0 }              | 1:25 audit.keep must be between 1 and 100, got 0
            audit: { file: a, queue: 1KiB }          | 1:26 audit.queue must be between 64KiB and 1GiB, got 1KiB
            audit: { file: a, size: 1KiB }           | 1:19 audit.size is not a key here; known are file, max-file, keep, queue
            dead-letters: { file: a, keep: 101 }     | 1:32 dead-letters.keep must be between 1 and 100, got 101
            access-log: { max-file: 1MiB }           | 1:25 access-log.max-file must not be given without file
            access-log: { file: a, keep: 3 }         | 1:30 access-log.keep must not be given without max-file
            access-log: { file: a, max-file: 1MiB, keep: 0 } | 1:46 access-log.keep must be between 1 and 100, got 0
            """)
    void eachFaultIsToldWithItsPlace(String line, String fault) {
        assertThat(Reading.faults(line + "\n" + Reading.GOOD)).containsExactly("t.yaml:" + fault);
    }

    @Test
    void twoJournalsMustNotHaveOneFile() {
        assertThat(Reading.faults("""
                        access-log: { file: logs/a }
                        audit: { file: "./logs/../logs/a" }
                        dead-letters: { file: logs/d }
                        """ + Reading.GOOD))
                .containsExactly("t.yaml:2:16 audit.file must not be a file of access-log, got /etc/tidegate/logs/a");
        assertThat(Reading.faults("""
                        access-log: { file: logs/d.5 }
                        audit: { file: logs/d.6 }
                        dead-letters: { file: logs/d }
                        """ + Reading.GOOD))
                .containsExactly(
                        "t.yaml:1:21 access-log.file must not be a file of dead-letters, got /etc/tidegate/logs/d.5");
    }

    @Test
    void aRouteThatWritesLinesNeedsAFileForThem() {
        String route = Reading.GOOD + "    filters: [ audit: {} ]\n    dead-letters: {}\n";

        assertThat(faults(route))
                .containsExactly(
                        "t.yaml:9:23 routes.app.filters[0].audit must have audit with a file at the top level, and that "
                                + "since the start of the gateway",
                        "t.yaml:10:19 routes.app.dead-letters must have dead-letters with a file at the top level, and "
                                + "that since the start of the gateway");
        assertThat(faults(route + "audit: ~\ndead-letters: ~\n")).hasSize(2);
        assertThat(faults(route + "audit: { file: a }\ndead-letters: { file: d }\n"))
                .isEmpty();
    }

    @Test
    void aConfigurationOfRecordsIsHeldToTheSame() {
        GatewayConfig good = ConfigReader.read(
                Reading.source(Reading.GOOD + "    dead-letters: {}\ndead-letters: { file: d }\n"), FilterTypes.load());
        GatewayConfig started = Reading.read(Reading.GOOD);

        assertThatThrownBy(() -> good.in(started))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("routes.app.dead-letters must have dead-letters with a file at the top level");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            payload: 65KiB                 | payload must be between 0B and 64KiB, got 65KiB
            redact: [ { at: /a } ]         | redact must not be given without payload
            binary: base64                 | binary must be omit without payload, got base64
            sample: 101%                   | sample must be a percentage of at most 100%, got 101%
            """)
    void settingsOfTheFilterThatWouldDoNothingAreRefused(String setting, String fault) {
        List<String> faults =
                faults("audit: { file: a }\n" + Reading.GOOD + "    filters: [ audit: { " + setting + " } ]\n");

        assertThat(faults).singleElement().asString().endsWith(" routes.app.filters[0].audit." + fault);
    }

    @Test
    void deadLettersOfARouteAreBounded() {
        assertThat(Reading.faults(Reading.GOOD + "    dead-letters: { payload: 2MiB }\ndead-letters: { file: d }\n"))
                .containsExactly("t.yaml:9:30 routes.app.dead-letters.payload must be between 0B and 1MiB, got 2MiB");
    }

    private static List<String> faults(String yaml) {
        try {
            ConfigReader.read(Reading.source(yaml), FilterTypes.load());
            return List.of();
        } catch (ConfigException e) {
            return e.faults();
        }
    }
}
