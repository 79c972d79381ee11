package io.tidegate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.tidegate.testing.ForeignProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The console in Chromium, with all that it complained about; to be used by the thread that opened it. */
final class ConsolePage implements AutoCloseable {
    private static final Path AXE = Path.of("target", "interop", "node_modules", "axe-core", "axe.min.js");
    private static final double LIMIT_MILLIS = 15_000;
    private static final String RULES =
            "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }";

    private final Playwright playwright;
    private final String origin;
    private final BrowserContext context;
    private final Page page;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    /** @param options of what the browser is to be */
    ConsolePage(String origin, NewContextOptions options) {
        this.origin = origin;
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        context = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(Path.of(ForeignProgram.installed("chromium")))
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")))
                .newContext(options);
        page = context.newPage();
        page.setDefaultTimeout(LIMIT_MILLIS);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> {
            if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) {
                complaints.add("asked elsewhere: " + request.url());
            }
        });
        page.navigate(origin);
    }

    static ConsolePage open(InetSocketAddress admin) {
        return open(admin, 1000, ColorScheme.LIGHT);
    }

    static ConsolePage open(InetSocketAddress admin, int width, ColorScheme theme) {
        return new ConsolePage(
                "http://127.0.0.1:" + admin.getPort() + "/",
                new NewContextOptions().setViewportSize(width, 800).setColorScheme(theme));
    }

    Page page() {
        return page;
    }

    /** Goes to a view by its name in the address. */
    void show(String view, String heading) {
        page.navigate(origin + "#/" + view);
        heading(heading).waitFor();
    }

    Locator heading(String name) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setLevel(1));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Waits until the page shows {@code text}, at least once. */
    Locator text(String text) {
        Locator found = page.getByText(text).first();
        found.waitFor();
        return found;
    }

    /** What an examination for accessibility finds, a line each. */
    List<String> barriers() {
        page.evaluate(read(AXE));
        Object found = page.evaluate("async () => (await axe.run(document, " + RULES + ")).violations.map((one) =>"
                + " one.id + ': ' + one.nodes.map((node) => node.html).join(' and '))");
        return found instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(found));
    }

    /** Presses Tab until what has the focus is called {@code name}. */
    void tabTo(String name) {
        for (int presses = 0; presses < 80; presses++) {
            page.keyboard().press("Tab");
            Object focused = page.evaluate("() => { const at = document.activeElement;"
                    + " return at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent; }");
            if (name.equals(focused)) {
                return;
            }
        }
        throw new AssertionError("Tab never came to " + name);
    }

    boolean isWiderThanItsWindow() {
        return Boolean.TRUE.equals(page.evaluate("() => document.documentElement.scrollWidth > innerWidth"));
    }

    void screenshot(Path file) {
        page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
    }

    /** Nothing was in its console, nothing was thrown, and nobody else was asked; messages with these words aside. */
    void assertNoComplaints(String... but) {
        assertThat(complaints.stream()
                        .filter(one -> Stream.of(but).noneMatch(one::contains))
                        .collect(Collectors.toSet()))
                .isEmpty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        playwright.close();
    }
}
