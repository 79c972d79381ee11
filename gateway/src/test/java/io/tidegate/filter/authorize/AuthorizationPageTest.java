package io.tidegate.filter.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.DocumentationPage;
import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/authorization.md is true: its rules compile, and it names all that a rule may ask for. */
class AuthorizationPageTest {
    private static final Pattern RULE = Pattern.compile("- rule: '(.*)'");

    private final DocumentationPage page;

    AuthorizationPageTest() throws IOException {
        page = DocumentationPage.of("authorization.md");
    }

    @Test
    void everyRuleThatItShowsIsOne() {
        List<String> rules = RULE.matcher(page.blocks("yaml rules").getFirst())
                .results()
                .map(rule -> rule.group(1))
                .toList();

        assertThat(rules)
                .hasSize(6)
                .allSatisfy(rule -> assertThat(Rule.compile(rule)).isNotNull());
    }

    @Test
    void itNamesJustWhatARuleMayAskFor() {
        List<String> names = page.table("name").stream()
                .map(row -> Pattern.compile("`(.*)`")
                        .matcher(row.getFirst())
                        .results()
                        .map(MatchResult::group)
                        .toList())
                .map(found -> found.getFirst().replace("`", ""))
                .toList();

        assertThat(names).hasSize(14).containsExactlyElementsOf(Rule.VARIABLES.keySet());
    }
}
