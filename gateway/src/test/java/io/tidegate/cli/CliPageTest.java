package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/cli.md: its examples are taken, and it names every command. */
class CliPageTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsTaken(String example) {
        String[] arguments = WORD.matcher(example)
                .results()
                .skip(1)
                .map(word -> word.group(1) != null ? word.group(1) : word.group(2))
                .toArray(String[]::new);

        assertThatCode(() ->
                        Commands.commandLine(new FakeProgram(), () -> () -> {}).parseArgs(arguments))
                .doesNotThrowAnyException();
    }

    static List<String> examples() throws IOException {
        return page().lines().filter(line -> line.startsWith("tidegate ")).toList();
    }

    @Test
    void everyCommandIsNamed() throws IOException {
        Set<String> commands = Commands.commandLine(new FakeProgram(), () -> () -> {})
                .getSubcommands()
                .keySet();

        assertThat(page()).contains(commands);
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "cli.md"));
    }
}
