package io.tidegate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.config.ConfigSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What {@code tidegate run} runs without a file: {@code demo.yaml}, in front of an echo server. */
final class Demo {
    private static final String LISTENER = "demo";

    private Demo() {}

    static ConfigSource source(InetSocketAddress echo) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("TIDEGATE_ECHO_PORT", Integer.toString(echo.getPort()));
        return ConfigSource.of("demo.yaml", text()).withEnvironment(environment);
    }

    /** What to open and what to try. */
    static List<String> invitation(Program.Running gateway) {
        String url = "ws://localhost" + port(gateway.address(LISTENER));
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("This is a demo: whatever you send comes back.");
        if (gateway.adminAddress() != null) {
            lines.add("  look   http://127.0.0.1" + port(gateway.adminAddress()) + "/");
        }
        lines.add("  try    npx wscat -c " + url);
        lines.add("  or, in a browser's console on about:blank:");
        lines.add("         s = new WebSocket(\"" + url + "\"); s.onmessage = e => console.log(e.data);"
                + " s.onopen = () => s.send(\"hello\")");
        lines.add("For your own server: tidegate run -c FILE, see docs/getting-started.md. Ctrl-C ends it.");
        lines.add("");
        return lines;
    }

    private static String port(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet ? ":" + inet.getPort() : "";
    }

    private static String text() {
        try (InputStream in = Objects.requireNonNull(Demo.class.getResourceAsStream("demo.yaml"), "demo.yaml")) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
