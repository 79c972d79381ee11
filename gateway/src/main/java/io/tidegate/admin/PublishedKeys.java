package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.tidegate.filter.auth.mint.OwnKeys;

/** Serves what endpoints verify the gateway's tokens with: to everybody, since it is public by nature. Shared. */
final class PublishedKeys {
    private static final String PATH = "/.well-known/jwks.json";

    private final OwnKeys keys;

    PublishedKeys(OwnKeys keys) {
        this.keys = keys;
    }

    /** Whether whoever asks gets an answer, token or not. */
    static boolean isAt(String path) {
        return path.equals(PATH);
    }

    void addTo(RoutesConfig routes) {
        routes.get(PATH, request -> {
            request.header("Cache-Control", "public, max-age=300");
            request.contentType("application/jwk-set+json").result(keys.published());
        });
    }
}
