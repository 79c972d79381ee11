package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;

/**
 * Serves the JavaScript for clients that come back: to everybody, for pages of any origin, to be kept for a day. It is an ES
 * module; without its last line, the export, it is a plain script. Shared.
 */
final class ClientScript {
    private static final String SCRIPT = "/tidegate-client.js";
    private static final String MODULE = "/tidegate-client.mjs";
    private static final Set<String> PATHS = Set.of(SCRIPT, MODULE);
    private static final String EXPORT = "\nexport { TidegateSocket };\n";

    private final String module = text();

    /** Whether whoever asks gets an answer, token or not. */
    static boolean isAt(String path) {
        return PATHS.contains(path);
    }

    void addTo(RoutesConfig routes) {
        routes.get(MODULE, request -> answer(request, module));
        routes.get(SCRIPT, request -> answer(request, module.replace(EXPORT, "")));
    }

    private static void answer(Context request, String text) {
        request.header("Cache-Control", "public, max-age=86400");
        request.header("Access-Control-Allow-Origin", "*");
        request.contentType("text/javascript; charset=utf-8").result(text);
    }

    private static String text() {
        try (InputStream file = Objects.requireNonNull(ClientScript.class.getResourceAsStream("tidegate-client.mjs"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
