package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.tidegate.filter.auth.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves the console, a page with its scripts and styles. There are no secrets in them, so everybody gets them; what they ask for
 * takes a caller. Browsers keep them, and ask each time whether they are still the same. Shared.
 */
final class ConsoleFiles {
    private static final String PAGE = "/";
    private static final String FOLDER = "/console/";
    private static final String RESOURCES = "/io/tidegate";
    private static final Pattern NAME = Pattern.compile("(?:[a-z0-9-]+/)*[A-Za-z0-9.-]+\\.(js|css|svg)");
    private static final Map<String, String> TYPES =
            Map.of("js", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml");

    /** Scripts, styles and answers from here, and nothing from anywhere else. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final class ConsoleFile {
        final byte[] bytes;
        final String tag;

        ConsoleFile(byte[] bytes) {
            this.bytes = bytes;
            this.tag = "W/\"" + Sha256.of(bytes).toString().substring(0, 16)
                    + "\""; // weak: it may be compressed on its way
        }
    }

    private final Map<String, ConsoleFile> known = new ConcurrentHashMap<>();

    /** Whether whoever asks gets an answer, token or not. */
    static boolean isAt(String path) {
        return path.equals(PAGE) || path.startsWith(FOLDER);
    }

    void addTo(RoutesConfig routes) {
        routes.get(PAGE, request -> answer(request, FOLDER + "index.html", "text/html; charset=utf-8"));
        routes.get(FOLDER + "<file>", this::file); // with slashes
    }

    private void file(Context request) {
        String name = request.pathParam("file");
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw unknown();
        }
        answer(request, FOLDER + name, Objects.requireNonNull(TYPES.get(matcher.group(1))));
    }

    private void answer(Context request, String path, String type) {
        ConsoleFile file = known.computeIfAbsent(path, ConsoleFiles::read);
        if (file == null) {
            throw unknown();
        }
        request.header("Content-Security-Policy", POLICY);
        request.header("Cache-Control", "no-cache");
        request.header("ETag", file.tag);
        String had = request.header("If-None-Match");
        if (had != null && had.contains(file.tag)) {
            request.status(304);
        } else {
            request.contentType(type).result(file.bytes);
        }
    }

    private static @Nullable ConsoleFile read(String path) {
        try (InputStream file = ConsoleFiles.class.getResourceAsStream(RESOURCES + path)) {
            return file == null ? null : new ConsoleFile(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponseException unknown() {
        return new HttpResponseException(404, "The console has no file of this name.");
    }
}
