package io.tidegate.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.tidegate.testing.Admin;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The console in Chromium, against a gateway with clients that talk. */
@Tag("interop")
@Timeout(180)
class ConsoleTest {
    private static final String VIEWER = "a-token-that-may-look";

    @TempDir
    private Path folder;

    private final EchoEndpoint first = new EchoEndpoint();
    private final EchoEndpoint second = new EchoEndpoint();
    private GatewayFixture gateway;
    private RawPeer ann;
    private RawPeer bob;

    @BeforeEach
    void start() {
        gateway = GatewayFixture.start(settings().gateway("admin", Admin.ANY_PORT));
        ann = talking("/rooms/blue");
        bob = talking("/rooms/red");
    }

    @AfterEach
    void stop() {
        ann.close();
        bob.close();
        gateway.close();
        first.close();
        second.close();
    }

    @Test
    void anOperatorFindsASessionListensToItMovesItAndClosesIt() {
        try (var console = open()) {
            find(console, "ROOMS/BLUE");
            listen(console);
            move(console);
            close(console);

            console.link("Sessions").first().click();
            console.link("ended").click();
            console.text("1 ending");
            console.page().getByLabel("Search").fill("nobody of that name");
            console.text("Nobody who has left matches");
            console.page().getByLabel("Search").fill("rooms/BLUE");
            console.text("1 ending");
            console.link("Changes").click();
            console.text("/move");
            console.assertNoComplaints();
        }
    }

    private static void find(ConsolePage console, String words) {
        console.link("Sessions").click();
        console.page().getByLabel("Search").fill(words);
        console.text("1 session");
        Locator row = console.page().getByRole(AriaRole.ROWHEADER);
        assertThat(row).hasCount(1);
        row.getByRole(AriaRole.LINK).click();
        console.text("/rooms/blue");
    }

    private void listen(ConsolePage console) {
        console.button("Start").click();
        console.text("Listening to frames");
        ann.send(WireFrame.text("{\"say\":\"hello there\"}"));
        assertThat(ann.next().text()).contains("hello there");

        Locator seen = console.page().locator(".tap-list tbody tr");
        assertThat(seen).hasCount(2);
        assertThat(seen.first()).containsText("from client");
        assertThat(seen.last()).containsText("from upstream");
        seen.first().getByRole(AriaRole.BUTTON).click();
        assertThat(console.page().getByLabel("Content", new Page.GetByLabelOptions().setExact(true)))
                .containsText("\"say\": \"hello there\"");
        console.button("Stop").click();
        console.text("It was stopped. 2 shown.");
    }

    private static void move(ConsolePage console) {
        console.button("Move").click();
        console.text("Its client stays connected");
        console.button("Move it").click();
        console.text("was moved to");
        assertThat(console.page().getByLabel("Timeline")).containsText("moved");
    }

    private void close(ConsolePage console) {
        console.button("Close").click();
        console.page().getByLabel("Reason").fill("tidied up");
        console.button("Close it").click();
        assertThat(ann.nextClose().payload()).asString(UTF_8).contains("tidied up");
        ann.send(WireFrame.close(1012, ""));
        assertThat(console.page().getByLabel("Ending")).containsText("killed");
        assertThat(console.page().getByLabel("Ending")).containsText("tidied up");
    }

    @Test
    void anOperatorDrainsAnEndpointByKeyboardAlone() {
        String endpoint = first.url().replace("ws://", "");
        try (var console = open()) {
            Page page = console.page();
            console.heading("Overview").waitFor();
            console.tabTo("Upstreams");
            page.keyboard().press("Enter");
            console.text(endpoint);
            console.tabTo("Drain: " + endpoint);
            page.keyboard().press("Enter");
            console.text("It takes no new sessions");
            console.tabTo("Drain it");
            page.keyboard().press("Enter");
            console.text(endpoint + " is draining now.");

            assertThat(page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(endpoint)))
                    .containsText("draining");
            console.tabTo("Overview");
            page.keyboard().press("Enter");
            console.text("Endpoint " + endpoint + " of chat is draining, as an operator wants it.");
            console.assertNoComplaints();
        }
    }

    @Test
    void anEndpointIsEmptiedWhileTheOperatorLooksOn() {
        String endpoint = session("/rooms/blue").get("endpoint").asString();
        try (var console = open()) {
            console.link("Upstreams").click();
            console.button("Evacuate: " + endpoint).click();
            console.text("all that it has leave it");
            console.button("Evacuate it").click();

            console.text("finished");
            console.text("0 left");
            assertThat(session("/rooms/blue").get("endpoint").asString()).isNotEqualTo(endpoint);
            console.assertNoComplaints();
        }
    }

    @ParameterizedTest(name = "{0}, {1} pixels")
    @CsvSource({"LIGHT, 1000", "DARK, 1000", "LIGHT, 390", "DARK, 390"})
    void noViewHasABarrierOrIsWiderThanItsWindow(ColorScheme theme, int width) {
        try (var console = ConsolePage.open(address(), width, theme)) {
            String session = session("/rooms/red").get("id").asString();
            Map<String, String> views = new LinkedHashMap<>();
            views.put("overview", "Overview");
            views.put("upstreams", "Upstreams");
            views.put("routes", "Routes");
            views.put("sessions", "Sessions");
            views.put("sessions?ended=true", "Sessions");
            views.put("sessions/" + session, "Session " + session);
            views.put("configuration", "Configuration");
            views.put("changes", "Changes");
            views.forEach((view, heading) -> {
                console.show(view, heading);
                console.page().locator(".place").getByText("Loading…").waitFor(hidden());
                console.screenshot(folder.resolve(view.replaceAll("\\W", "-") + ".png"));

                assertThat(console.barriers()).as(view).isEmpty();
                assertThat(console.isWiderThanItsWindow()).as(view).isFalse();
            });
            console.assertNoComplaints();
        }
    }

    @Test
    void aViewerIsLetInByATokenAndSeesWhyNothingCanBeChanged() {
        try (var guarded = GatewayFixture.start(settings()
                        .gateway(
                                "admin",
                                "{ address: \"127.0.0.1:0\", tokens: [ { name: vera, token: " + VIEWER
                                        + ", role: viewer } ] }"));
                var console = ConsolePage.open(
                        Objects.requireNonNull(guarded.gateway().adminAddress()))) {
            Page page = console.page();
            page.getByLabel("Token").fill("a-token-of-somebody-else");
            console.button("Sign in").click();
            console.text("does not know this token");
            assertThat(console.barriers()).isEmpty();

            page.getByLabel("Token").fill(VIEWER);
            console.button("Sign in").click();
            console.text("vera, viewer");
            console.link("Upstreams").click();
            Locator drain = console.button("Drain: " + first.url().replace("ws://", ""));
            assertThat(drain).isDisabled();
            assertThat(drain).hasAttribute("title", "You are a viewer here. This needs the role operator.");
            assertThat(page.content()).doesNotContain(VIEWER);
            console.assertNoComplaints("401");
        }
    }

    @Test
    void thePageSaysThatTheGatewayIsGone() {
        try (var gone = GatewayFixture.start(settings().gateway("admin", Admin.ANY_PORT));
                var console =
                        ConsolePage.open(Objects.requireNonNull(gone.gateway().adminAddress()))) {
            console.text("All is well.");

            gone.gateway().close();

            console.text("no answer");
            console.assertNoComplaints("ERR_");
        }
    }

    private Settings settings() {
        return Settings.to(first.url(), second.url())
                .route("resume", "{ quiet: 20ms }")
                .route("filters", "[ { rate-limit: { messages: 1000/s } } ]");
    }

    private static Locator.WaitForOptions hidden() {
        return new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
    }

    private RawPeer talking(String path) {
        RawPeer peer = RawPeer.open(gateway.address(), Upgrade.to(path));
        peer.send(WireFrame.text("hello"));
        assertThat(peer.next().text()).isEqualTo("hello");
        return peer;
    }

    private JsonNode session(String path) {
        for (JsonNode one : Admin.at(address()).json("/api/v1/sessions").get("sessions")) {
            if (one.get("path").asString().equals(path)) {
                return one;
            }
        }
        throw new AssertionError("no session of " + path);
    }

    private InetSocketAddress address() {
        return Objects.requireNonNull(gateway.gateway().adminAddress());
    }

    private ConsolePage open() {
        return ConsolePage.open(address());
    }
}
