package io.tidegate.admin;

import io.tidegate.config.ConfigException;
import io.tidegate.session.SessionOrder.Place;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where a page of sessions ended, as a text that callers need not understand. */
final class SessionCursor {
    private SessionCursor() {}

    static String text(Place last) {
        String place = last.number() + "\n" + last.id() + "\n" + last.text();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    static Place read(String cursor) {
        try {
            String[] place = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("\n", 3);
            if (place.length == 3) {
                return new Place(Long.parseLong(place[0]), place[2], place[1]);
            }
        } catch (IllegalArgumentException e) {
            throw refused(cursor);
        }
        throw refused(cursor);
    }

    private static ConfigException refused(String cursor) {
        return new ConfigException("must be the cursor of the page before, got " + cursor);
    }
}
