package io.tidegate.config;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of every receiver of OTLP over HTTP. */
final class OtlpTarget {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private OtlpTarget() {}

    /** @param example of an address, for messages */
    static void check(URI url, Map<String, String> headers, @Nullable Path ca, String example) {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        String shown = url.getUserInfo() == null ? url.toString() : url.getScheme() + "://***@" + url.getHost();
        Check.that(
                http && url.getHost() != null && url.getFragment() == null,
                "url must be an address like " + example + ", got " + shown);
        Check.that(
                !url.getRawPath().isEmpty(),
                "url must be the whole address, with the path of the receiver, like " + example + ", got " + shown);
        Check.that(
                url.getUserInfo() == null,
                "url must not have a user or password, which belong into headers, got " + shown);
        headers.forEach((name, value) -> {
            Check.that(TOKEN.matcher(name).matches(), "headers must have names of HTTP fields, got " + name);
            Check.that(
                    value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7F && c <= 0xFF)),
                    "headers must have values of HTTP fields, got another one for " + name);
        });
        Check.that(ca == null || Files.isReadable(ca), "ca must be a file that can be read, got " + ca);
        Check.that(ca == null || "https".equals(url.getScheme()), "ca must not be given unless url is https://");
    }
}
