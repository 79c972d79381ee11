package io.tidegate.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.filter.FilterTypes;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import io.tidegate.testing.DocumentationPage;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** docs/routing.md is true. */
class RoutingPageTest {
    private static final FilterTypes TYPES = FilterTypes.load();
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final DocumentationPage page;

    RoutingPageTest() throws IOException {
        page = DocumentationPage.of("routing.md");
    }

    @TestFactory
    Stream<DynamicTest> eachRequestOfTheTableGetsItsRoute() {
        RouteTable table = tableOf(page.blocks("yaml tidegate.yaml").getFirst());

        return page.table("request").stream()
                .map(row -> DynamicTest.dynamicTest(row.get(0) + " " + row.get(1), () -> {
                    Handshake handshake = handshake(code(row.get(0)).getFirst(), row.get(1));

                    RouteTable.Match match = table.find(handshake);

                    assertThat(match == null ? "none: 404" : match.route().name())
                            .isEqualTo(row.get(2));
                    assertThat(match == null ? List.of() : List.of(rewritten(match, handshake)))
                            .isEqualTo(code(row.get(3)));
                }));
    }

    @TestFactory
    Stream<DynamicTest> eachPatternOfTheTableTakesWhatItSays() {
        return page.table("pattern").stream()
                .map(row -> DynamicTest.dynamicTest(row.getFirst(), () -> {
                    RouteTable table =
                            Routes.table("only=" + code(row.getFirst()).getFirst());

                    assertThat(code(row.get(1))).allMatch(path -> takes(table, path));
                    assertThat(code(row.get(2))).noneMatch(path -> takes(table, path));
                }));
    }

    @Test
    void eachRewriteDoesWhatItsCommentSays() {
        String block = page.blocks("yaml routes").getFirst();
        RouteTable table = tableOf(withUpstreams(block));
        List<String[]> examples = Pattern.compile("(/\\S*) -> (/[^\\s,]*)")
                .matcher(block)
                .results()
                .map(example -> new String[] {example.group(1), example.group(2)})
                .toList();

        assertThat(examples).hasSize(5).allSatisfy(example -> {
            Handshake handshake = Handshakes.to(example[0]).build();
            assertThat(rewritten(table.find(handshake), handshake)).isEqualTo(example[1]);
        });
    }

    @Test
    void everyFragmentIsAValidConfiguration() {
        assertThat(page.blocks("yaml routes"))
                .hasSize(4)
                .allSatisfy(block ->
                        assertThat(tableOf(withUpstreams(block)).routes()).isNotEmpty());
    }

    private static Handshake handshake(String address, String also) {
        URI uri = URI.create(address);
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        Handshakes request = Handshakes.to(uri.getRawPath() + query).host(uri.getHost());
        for (String condition : code(also)) {
            String[] parts = condition.split(": ", 2);
            if (parts.length == 1) {
                request.listener(condition);
            } else if (parts[0].equals("Sec-WebSocket-Protocol")) {
                request.offering(parts[1]);
            } else {
                request.header(parts[0], parts[1]);
            }
        }
        return request.build();
    }

    private static String rewritten(RouteTable.Match match, Handshake handshake) {
        return match.route().rewrite(handshake.path(), match.segments());
    }

    private static boolean takes(RouteTable table, String path) {
        return table.find(Handshakes.to(path).build()) != null;
    }

    private static List<String> code(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
    }

    /** A file of a page's fragment: the upstreams are those of the page's first example. */
    private String withUpstreams(String routes) {
        String file = page.blocks("yaml tidegate.yaml").getFirst();
        return file.substring(0, file.indexOf("routes:")) + "routes:\n" + routes.indent(2);
    }

    private static RouteTable tableOf(String yaml) {
        return RouteTable.of(ConfigReader.read(ConfigSource.of("routing.md", yaml), TYPES), TYPES);
    }
}
