package io.tidegate.filter.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.expression.Expression;
import io.tidegate.filter.expression.Vocabulary;
import io.tidegate.route.RouteTable;
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
                .allSatisfy(rule -> assertThat(Expression.condition("rule", rule, Vocabulary.REQUEST))
                        .isNotNull());
    }

    @Test
    void theExampleOfWhatIsAskedWhileASessionIsOpenHasNoFaults() {
        String filters = page.blocks("yaml filters").getFirst().indent(6);
        String file = """
                listeners: { public: { address: "127.0.0.1:8080" } }
                upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
                routes:
                  chat:
                    upstream: chat
                    filters:
                """ + filters;
        FilterTypes types = FilterTypes.load();

        GatewayConfig config = ConfigReader.read(ConfigSource.of("authorization.md", file), types);

        assertThat(RouteTable.of(config, types).routes()).hasSize(1);
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

        assertThat(names).hasSize(14).containsExactlyElementsOf(Vocabulary.REQUEST.names());
    }
}
