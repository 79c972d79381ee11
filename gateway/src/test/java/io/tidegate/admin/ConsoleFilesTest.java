package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.ApiDescription;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console as it is served, and what its files have in them. */
class ConsoleFilesTest {
    private static final Path FOLDER = Path.of("src", "main", "resources", "io", "tidegate", "console");
    private static final int MOST_LINES = 400;
    private static final Pattern OUTSIDE = Pattern.compile("(?i)(?:https?:)?//[\\w-]+\\.[\\w.-]+|wss?://");
    private static final Pattern IMPORT = Pattern.compile("(?m)(?:^import [^;]*?from |\\bimport\\()\"([^\"]+)\"");
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"#]+)\"");
    private static final Pattern ASKED = Pattern.compile("ask\\(\"(\\w+)\", \"([^\"]+)\"");

    private final AdminFixture admin = new AdminFixture(AdminFixture.TOKEN);

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void everybodyGetsThePageWhichMayTalkToNobodyElse() throws Exception {
        HttpResponse<String> page = admin.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(page.headers().allValues("Content-Security-Policy"))
                .containsExactly("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                        + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertThat(page.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(page.body()).doesNotContainPattern("<script>|<style|style=|onclick=|javascript:");
        assertThat(admin.send(HttpRequest.newBuilder(admin.openUri("/"))).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aFileIsKeptAndAskedForAgainOnlyIfItHasChanged() throws Exception {
        HttpResponse<String> first = admin.get("/console/main.js");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> same = admin.send(request("/console/main.js").header("If-None-Match", tag));
        HttpResponse<String> other = admin.send(request("/console/main.js").header("If-None-Match", "\"older\""));

        assertThat(first.headers().allValues("Cache-Control")).containsExactly("no-cache");
        assertThat(first.headers().firstValue("Content-Type")).hasValue("text/javascript; charset=utf-8");
        assertThat(admin.get("/console/css/theme.css").headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/css"));
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(other.body()).isEqualTo(first.body()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing.js",
                "index.html",
                "vendor/uplot/LICENSE",
                "..%2Fadmin%2Fopenapi.yaml",
                "../admin/openapi.yaml",
                "views//overview.js",
                ""
            })
    void nothingElseIsServed(String name) throws Exception {
        HttpResponse<String> answer = admin.get("/console/" + name);

        assertThat(answer.statusCode()).isIn(400, 401, 404);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    }

    @Test
    void aTokenIsNeededToChangeAnythingHere() throws Exception {
        assertThat(admin.delete("/console/main.js").statusCode()).isEqualTo(401);
        assertThat(admin.get("/api/v1/whoami").statusCode()).isEqualTo(401);
        assertThat(admin.get("/api/v1/live").statusCode()).isEqualTo(401);
    }

    @Test
    void everyFileThatPageAndScriptsNameIsServed() throws Exception {
        Set<URI> named = new TreeSet<>();
        URI page = admin.uri("/");
        LINK.matcher(admin.get("/").body()).results().forEach(link -> named.add(page.resolve(link.group(1))));
        for (Path script : ours("js")) {
            URI at = admin.uri("/console/" + name(script));
            for (MatchResult found : found(IMPORT, script)) {
                assertThat(found.group(1)).as(name(script)).matches("\\.\\.?/.*\\.js");
                named.add(at.resolve(found.group(1)));
            }
        }
        named.remove(admin.uri("/api/v1/openapi.json"));

        assertThat(named).hasSizeGreaterThan(20);
        for (URI file : named) {
            assertThat(admin.get(file.getPath()).statusCode())
                    .as(file.getPath())
                    .isEqualTo(200);
        }
    }

    @Test
    void noFileNamesAnAddressOutsideAndOursAreSmall() throws IOException {
        for (Path file : all()) {
            if (!file.toString().contains("vendor")) {
                assertThat(Files.readString(file).replace("http://www.w3.org/2000/svg", ""))
                        .as(name(file))
                        .doesNotContainPattern(OUTSIDE);
                assertThat(Files.readAllLines(file)).as(name(file)).hasSizeLessThanOrEqualTo(MOST_LINES);
            }
        }
    }

    @Test
    void everyOperationThatTheScriptsUseIsDescribed() throws Exception {
        HttpResponse<String> answer =
                admin.send(request("/api/v1/openapi.json").header("Authorization", "Bearer " + AdminFixture.TOKEN));
        Set<String> described = new ApiDescription(answer.body())
                .operations().stream()
                        .map(operation -> operation.method() + " " + operation.path())
                        .collect(Collectors.toSet());
        List<MatchResult> asked = found(ASKED, FOLDER.resolve("api.js"));

        assertThat(asked).hasSizeGreaterThan(10);
        assertThat(asked).allSatisfy(one -> assertThat(described).contains(one.group(1) + " " + one.group(2)));
        for (Path script : ours("js")) {
            if (!script.endsWith("api.js")) {
                assertThat(Files.readString(script)).as(name(script)).doesNotContain("api/v1");
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(admin.uri(path));
    }

    private static List<MatchResult> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file)).results().toList();
    }

    private static List<Path> ours(String extension) throws IOException {
        return all().stream()
                .filter(file -> file.toString().endsWith("." + extension))
                .filter(file -> !file.toString().contains("vendor"))
                .toList();
    }

    private static List<Path> all() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String name(Path file) {
        return FOLDER.relativize(file).toString();
    }
}
