package io.tidegate.hostile;

import static io.tidegate.hostile.Attack.single;

import io.tidegate.testing.Upgrade;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Ways around the filters of {@code /guarded/**}, which let nobody in here, to the route that lets in everybody. */
final class PathAttacks {
    private PathAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(
                path("as it is", "403", "/guarded/x"),
                path("an escaped letter", "403", "/%67uarded/x"),
                path("slashes in front", "403", "///guarded/x"),
                path("a dot segment", "403", "/./guarded/x"),
                path("a way up and down", "403", "/echo/../guarded/x"),
                path("an escaped way up", "403", "/echo/%2e%2e/guarded/x"),
                path("above the root", "403", "/../../guarded/x"),
                path("an absolute target", "403", "http://gateway.test/guarded/x"),
                path("an escaped slash", "400", "/guarded%2fx"),
                path("an escaped backslash", "400", "/guarded%5cx"),
                path("a backslash", "400", "/\\guarded\\x"),
                path("an escaped escape", "400", "/%2567uarded/x"),
                path("an escaped zero", "400", "/guarded%00/x"),
                path("an escaped question mark", "400", "/guarded%3f/x"),
                path("an escaped semicolon", "400", "/guarded%3bx/y"),
                path("a way up with a parameter", "400", "/echo/..;/guarded/x"),
                path("a fragment", "400", "/echo/#/guarded/x"),
                path("half an escape", "400", "/guarded%2"),
                path("bytes that are no ASCII", "400", "/guarded\u00af/x"),
                single("path: an overlong slash", "stays an escape", victim -> {
                    String target = victim.seen(Upgrade.to("/identity%c0%afx")).target();
                    return target.equals("/identity%C0%AFx") ? "stays an escape" : target;
                }));
    }

    private static Attack path(String name, String expected, String target) {
        return Attack.request(
                "path: " + name, expected, new String(Upgrade.to(target).bytes(), StandardCharsets.ISO_8859_1));
    }
}
