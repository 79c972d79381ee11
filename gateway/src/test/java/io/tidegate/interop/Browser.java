package io.tidegate.interop;

import io.tidegate.testing.ForeignProgram;
import io.tidegate.testing.HttpService;
import io.tidegate.testing.HttpService.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Chromium, and a site whose page runs the script of a test there and sends back what came of it. */
final class Browser implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60); // it is started anew for each page
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * What every script has: a socket that opens, says what it is to say, waits for as many answers, closes by itself unless it is
     * told to wait for the Close, and tells what it saw.
     */
    private static final String SOCKET = """
            const socket = (url, protocols = [], say = [], stays = false) => new Promise((done) => {
              const seen = { opened: false, protocol: '', messages: [], code: 0, reason: '', clean: false };
              const it = new WebSocket(url, protocols);
              it.onopen = () => { seen.opened = true; seen.protocol = it.protocol; say.forEach((text) => it.send(text)); };
              it.onmessage = (event) => {
                seen.messages.push(event.data);
                if (seen.messages.length === say.length && !stays) { it.close(1000); }
              };
              it.onclose = (event) => {
                seen.code = event.code; seen.reason = event.reason; seen.clean = event.wasClean;
                done(seen);
              };
            });
            """;

    private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
    private final HttpService site = new HttpService(this::answer);
    private final Path folder;
    private volatile String script = "";

    /** @param folder for what it keeps of its own */
    Browser(Path folder) {
        this.folder = folder;
    }

    /** The origin of the site, under the name {@code host}: {@code 127.0.0.1} or {@code localhost}. */
    String origin(String host) {
        return site.url("").replace("127.0.0.1", host);
    }

    /**
     * Opens the page under the name {@code host}.
     *
     * @param body of an async function; what it returns is what the test gets
     */
    JsonNode run(String host, String body) {
        script = body;
        List<String> command = List.of(
                ForeignProgram.installed("env"),
                "TMPDIR=" + folder, // it leaves a folder there
                ForeignProgram.installed("chromium"),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--no-proxy-server",
                "--ignore-certificate-errors",
                "--user-data-dir=" + folder.resolve("profile"),
                origin(host) + "/");
        try (var chromium = ForeignProgram.start(folder, command)) {
            String report = reports.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (report == null) {
                throw new AssertionError("the page sent nothing back:\n" + chromium.output());
            }
            return JSON.readTree(report);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer answer(HttpService.Request request) {
        if (request.target().equals("/report")) {
            reports.add(request.body());
            return Answer.json("{}");
        }
        String page = "<!doctype html><title>test</title><script>\n" + SOCKET
                + "(async () => {\n" + script + "\n})()\n"
                + ".catch((failure) => ({ failure: String(failure) }))\n"
                + ".then((found) => fetch('/report', { method: 'POST', body: JSON.stringify(found) }));\n</script>";
        return new Answer(200, Map.of("Content-Type", "text/html; charset=utf-8"), page);
    }

    @Override
    public void close() {
        site.stop();
    }
}
