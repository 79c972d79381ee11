package io.tidegate.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/security.md: each line of the threat model names tests that exist, and the table of cases is that of the suite. */
class SecurityPageTest {
    private static final Path PAGE = Path.of("../docs/security.md");
    private static final Path TESTS = Path.of("src/test/java");
    private static final String CASES =
            "<!-- cases: written by mvn -pl gateway test -Dtest=SecurityPageTest -Ddocs.write=true -->\n";
    private static final Pattern METHOD =
            Pattern.compile("\n    @(?:Parameterized)?Test\\b(?:(?!\n    }\n).)*?\n    void (\\w+)\\(", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void everyThreatNamesTestsThatExist() throws IOException {
        Set<String> attacks = Attacks.all().map(Attack::name).collect(Collectors.toSet());
        Set<String> methods = methods();

        List<String> proofs = threats();

        assertThat(proofs)
                .hasSizeGreaterThan(20)
                .allSatisfy(proof -> assertThat(names(proof))
                        .isNotEmpty()
                        .allMatch(name -> name.contains("#") ? methods.contains(name) : attacks.contains(name)));
    }

    @Test
    void theTableOfCasesIsThatOfTheSuite() throws IOException {
        String page = Files.readString(PAGE);
        String above = page.substring(0, page.indexOf(CASES) + CASES.length());
        String expected = above + "\n| case | comes to | MiB |\n| --- | --- | --- |\n"
                + Attacks.all()
                        .map(attack ->
                                "| " + attack.name() + " | " + attack.expected() + " | " + attack.mebibytes() + " |\n")
                        .collect(Collectors.joining());

        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(PAGE).content().isEqualTo(expected);
    }

    /** The last column of the tables of threats. */
    private static List<String> threats() throws IOException {
        String page = Files.readString(PAGE);
        return page.substring(page.indexOf("## Threats"), page.indexOf("## What is left to you"))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| threat |") && !line.startsWith("| --- |"))
                .map(line -> line.substring(line.lastIndexOf(" | ", line.length() - 3)))
                .toList();
    }

    private static List<String> names(String proof) {
        return NAME.matcher(proof).results().map(result -> result.group(1)).toList();
    }

    /** All of the tests, as {@code Class#method}. */
    private static Set<String> methods() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.toString().endsWith("Test.java"))
                    .flatMap(SecurityPageTest::methodsOf)
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<String> methodsOf(Path file) {
        try {
            String name = file.getFileName().toString().replace(".java", "");
            Stream<MatchResult> methods = METHOD.matcher(Files.readString(file)).results();
            return methods.map(method -> name + "#" + method.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
