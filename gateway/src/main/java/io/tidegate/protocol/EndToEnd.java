package io.tidegate.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Which header fields pass a proxy (RFC 9110, 7.6.1). */
public final class EndToEnd {
    /** Folded names. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "content_length",
            "http2_settings",
            "keep_alive",
            "proxy_authenticate",
            "proxy_authorization",
            "proxy_connection",
            "te",
            "trailer",
            "transfer_encoding",
            "upgrade");

    private static final String HANDSHAKE = "sec_websocket_";

    private EndToEnd() {}

    /** A copy without what is for one hop only, by its nature or by {@code Connection}, and without the handshake's own. */
    public static HeaderList fields(HeaderList headers) {
        return fields(headers, name -> false);
    }

    /** As {@link #fields(HeaderList)}, also without the fields whose {@linkplain HeaderList#folded folded} name is refused. */
    public static HeaderList fields(HeaderList headers, Predicate<String> refused) {
        List<String> named = new ArrayList<>(2);
        for (String option : headers.tokens("Connection")) {
            named.add(HeaderList.folded(option));
        }
        HeaderList kept = new HeaderList();
        for (HeaderList.Field field : headers.fields()) {
            String name = HeaderList.folded(field.name());
            if (!isOfHop(name, named) && !refused.test(name)) {
                kept.add(field.name(), field.value());
            }
        }
        return kept;
    }

    private static boolean isOfHop(String name, List<String> named) {
        return HOP_BY_HOP.contains(name) || named.contains(name) || name.startsWith(HANDSHAKE);
    }
}
