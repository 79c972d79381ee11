package io.tidegate.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Answers;
import io.tidegate.testing.DocumentationPage;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.HttpService;
import io.tidegate.testing.HttpService.Answer;
import io.tidegate.testing.HttpService.Request;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The filter of docs/filters.md that asks a service, from its jar, with a real service. */
@ExtendWith(NothingLeftBehind.class)
class ReviewSampleTest {
    @TempDir
    private Path folder;

    @Test
    void thePageShowsTheSample() throws IOException {
        DocumentationPage page = DocumentationPage.of("filters.md");

        assertThat(page.blocks("java Review.java"))
                .containsExactly(Files.readString(Path.of("src/test/sample-filter/com/example/tidegate/Review.java")));
        assertThat(page.blocks("yaml filters review")).hasSize(1);
    }

    @Test
    void textsPassChangeOrAreAnsweredAsTheServiceSaysAndInOrder() throws IOException {
        try (var service = new HttpService(ReviewSampleTest::judge);
                var endpoint = new RawEndpoint(Answers.accept());
                URLClassLoader classes = PluginJar.loader(PluginJar.ofSample(folder));
                GatewayFixture gateway = start(classes, endpoint, service.url("/review"), "refuse");
                RawPeer client = gateway.open("/reviewed");
                RawPeer upstream = endpoint.next()) {
            client.send(
                    WireFrame.text("fine"),
                    WireFrame.text("change me"),
                    WireFrame.text("no way"),
                    WireFrame.text("break"),
                    WireFrame.binary((byte) 1),
                    WireFrame.text("ünd fine"));

            assertThat(upstream.next().text()).isEqualTo("fine");
            assertThat(upstream.next().text()).isEqualTo("CHANGED");
            assertThat(upstream.next().payload()).containsExactly(1);
            assertThat(upstream.next().text()).isEqualTo("ünd fine");
            assertThat(client.next().text()).isEqualTo("refused: no way");
            assertThat(client.next().text()).isEqualTo("not reviewed");
            upstream.send(WireFrame.text("no way"));
            assertThat(client.next().text()).isEqualTo("no way");
            assertThat(service.requests()).hasSize(5).allSatisfy(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.headers().getFirst("Tidegate-Session")).isNotBlank();
            });
        }
    }

    @Test
    void aServiceThatIsSlowOrGoneHoldsUpItsSessionOnlyAndThenTheFileDecides() throws IOException {
        var release = new CountDownLatch(1);
        try (var service = new HttpService(_ -> slow(release));
                var endpoint = new RawEndpoint(Answers.accept());
                URLClassLoader classes = PluginJar.loader(PluginJar.ofSample(folder));
                GatewayFixture gateway = start(classes, endpoint, service.url("/review"), "pass");
                RawPeer client = gateway.open("/slow");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("slow"));
            upstream.send(WireFrame.text("meanwhile"));
            assertThat(client.next().text()).isEqualTo("meanwhile");
            assertThat(upstream.next().text()).isEqualTo("slow");
            release.countDown();

            service.stop();
            client.send(WireFrame.text("gone"));
            assertThat(upstream.next().text()).isEqualTo("gone");
        }
    }

    private static Answer slow(CountDownLatch release) {
        try {
            release.await();
            return new Answer(204, Map.of(), "");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer judge(Request request) {
        return switch (request.body()) {
            case "change me" -> new Answer(200, Map.of(), "CHANGED");
            case "no way" -> new Answer(403, Map.of(), "refused: no way");
            case "break" -> new Answer(500, Map.of(), "");
            default -> new Answer(204, Map.of(), "");
        };
    }

    private static GatewayFixture start(ClassLoader classes, RawEndpoint endpoint, String url, String onFailure) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(classes);
        try {
            return GatewayFixture.start(Settings.to(endpoint.url())
                    .route(
                            "filters",
                            "[ { review: { url: \"%s\", timeout: 300ms, on-failure: %s } } ]"
                                    .formatted(url, onFailure)));
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
