package io.tidegate.filter.authenticate;

import io.tidegate.filter.auth.mint.Mint;
import io.tidegate.filter.auth.mint.OwnKeys;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.Identity;
import io.tidegate.protocol.Principal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells endpoints who their clients are. Shared. */
final class Forward {
    private final ForwardConfig config;
    private final @Nullable Mint mint;

    Forward(ForwardConfig config, OwnKeys keys) {
        this.config = config;
        this.mint = config.token() == null ? null : new Mint(config.token(), keys, Clock.systemUTC());
    }

    void start() {
        if (mint != null) {
            mint.start();
        }
    }

    void close() {
        if (mint != null) {
            mint.close();
        }
    }

    /** What the client itself has sent of these fields goes no further, whoever it is. */
    void clear(Handshake handshake) {
        handshake.removedToEndpoint().addAll(config.names());
    }

    void tell(Handshake handshake, Principal principal) {
        HeaderList fields = handshake.toEndpoint();
        if (config.subject() != null) {
            fields.set(config.subject(), encoded(principal.subject(), false));
        }
        if (config.roles() != null && !principal.roles().isEmpty()) {
            fields.set(config.roles(), listed(principal.roles()));
        }
        config.claims().forEach((claim, name) -> {
            String text = principal.claim(claim) instanceof List<?> list ? listed(list) : single(principal, claim);
            if (text != null && !text.isEmpty()) {
                fields.set(name, text);
            }
        });
        Mint tokens = mint;
        if (tokens != null) {
            Identity identity = handshake.identity();
            String session = handshake.sessionId();
            identity.introducedBy(() -> tokens.field(Objects.requireNonNull(identity.principal()), session));
        }
    }

    private static @Nullable String single(Principal principal, String claim) {
        String text = principal.claimText(claim);
        return text == null ? null : encoded(text, false);
    }

    private static String listed(Collection<?> elements) {
        return elements.stream()
                .filter(element -> element instanceof String || element instanceof Number)
                .map(element -> encoded(element.toString(), true))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(","));
    }

    /**
     * The text in visible ASCII: whatever else there is in it is percent-encoded (UTF-8), as are {@code %}, spaces at either end,
     * and within a list spaces and commas, so that nothing can pass for something else.
     */
    static String encoded(String text, boolean inList) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder encoded = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            boolean inner = i > 0 && i < bytes.length - 1;
            char c = (char) (bytes[i] & 0xFF);
            boolean plain = c == ' ' ? inner && !inList : c > ' ' && c < 0x7F && c != '%' && !(inList && c == ',');
            encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return encoded.toString();
    }
}
