package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

class PlainRunTest {
    private static final CommandLine PICOCLI = Commands.commandLine(new FakeProgram(), () -> () -> {});

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "run -c tidegate.yaml",
                "run --config /etc/a.yaml --set a.b=1",
                "run --set a=x=y --set b=${c} -c a.yaml --set a=1",
                "run --set a"
            })
    void itReadsWhatPicocliReads(String line) {
        PlainRun plain = PlainRun.of(line.split(" "));

        assertThat(plain).isEqualTo(byPicocli(line.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "check -c a.yaml",
                "--debug run",
                "run --debug",
                "run -c",
                "run -c a.yaml -c b.yaml",
                "run --config=a.yaml",
                "run -ca.yaml",
                "run --set",
                "run --set --debug",
                "run -c @file",
                "run @file a",
                "run a b",
                "run --sets a=b"
            })
    void anythingElseIsLeftToPicocli(String line) {
        assertThat(PlainRun.of(line.split(" "))).isNull();
    }

    @Test
    void noArgumentsAreLeftToPicocli() {
        assertThat(PlainRun.of()).isNull();
    }

    private static PlainRun byPicocli(String... arguments) {
        ParseResult run = PICOCLI.parseArgs(arguments).subcommand();
        return new PlainRun(
                run.matchedOptionValue("--config", (Path) null), run.matchedOptionValue("--set", List.<String>of()));
    }
}
