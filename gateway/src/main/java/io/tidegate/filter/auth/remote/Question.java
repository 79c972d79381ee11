package io.tidegate.filter.auth.remote;

import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Sha256;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.RequestKeys;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a service is asked about one handshake. Immutable.
 *
 * @param fields of the request to the service, in order
 * @param hasCredential whether there is one among them, or in the query
 */
record Question(HeaderList fields, boolean hasCredential) {
    /** Folded names of fields that have a meaning of their own in the question. */
    private static final Set<String> OURS = Set.of(
            "authorization",
            "cookie",
            "connection",
            "content_length",
            "expect",
            "forwarded",
            "host",
            "keep_alive",
            "te",
            "trailer",
            "transfer_encoding",
            "upgrade");

    /** Whether {@code name} cannot be passed on just so. */
    static boolean isOurs(String name) {
        String folded = HeaderList.folded(name);
        return OURS.contains(folded)
                || folded.startsWith("proxy_")
                || folded.startsWith("x_forwarded_")
                || folded.startsWith("sec_websocket_");
    }

    /** Null if the handshake has two credentials of one place that differ. */
    static @Nullable Question about(Handshake handshake, List<CredentialSource> from, List<String> passed) {
        HeaderList fields = new HeaderList();
        boolean found = false;
        for (CredentialSource source : from) {
            List<String> values = values(source, handshake).stream().distinct().toList();
            if (values.size() > 1) {
                return null;
            }
            for (String value : values) {
                found = true;
                add(source, value, fields);
            }
        }
        if (fields.all("Authorization").size() > 1) {
            return null; // one of them came as a subprotocol
        }
        for (String name : passed) {
            handshake.headers().all(name).forEach(value -> fields.add(name, value));
        }
        String query = handshake.query() == null ? "" : "?" + handshake.query();
        fields.add("X-Forwarded-Method", "GET");
        fields.add("X-Forwarded-Proto", handshake.secure() ? "https" : "http");
        fields.add("X-Forwarded-Host", handshake.host());
        fields.add("X-Forwarded-Uri", handshake.path() + query);
        fields.add("X-Forwarded-For", RequestKeys.address(handshake.client()));
        return new Question(fields, found);
    }

    /** As a request; null if a field cannot be sent as it is. */
    @Nullable
    HttpRequest request(URI url) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        for (HeaderList.Field field : fields.fields()) {
            if (!field.value().chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7F))) {
                return null;
            }
            request.header(field.name(), field.value());
        }
        return request.build();
    }

    /** Of all that is asked: who asks the same gets the same answer. */
    Sha256 digest() {
        var text = new StringBuilder();
        fields.fields()
                .forEach(field -> text.append(field.name())
                        .append(':')
                        .append(field.value())
                        .append('\n'));
        return Sha256.of(text.toString());
    }

    private static List<String> values(CredentialSource source, Handshake handshake) {
        return source.kind() == CredentialSource.Kind.AUTHORIZATION
                ? handshake.headers().all("Authorization")
                : source.read(handshake, "");
    }

    private static void add(CredentialSource source, String value, HeaderList fields) {
        switch (source.kind()) {
            case AUTHORIZATION -> fields.add("Authorization", value);
            case HEADER -> fields.add(source.name(), value);
            case COOKIE -> {
                String before = fields.get("Cookie");
                fields.set("Cookie", (before == null ? "" : before + "; ") + source.name() + "=" + value);
            }
            case SUBPROTOCOL -> fields.add("Authorization", "Bearer " + value);
            case QUERY -> {} // stands in X-Forwarded-Uri
        }
    }
}
