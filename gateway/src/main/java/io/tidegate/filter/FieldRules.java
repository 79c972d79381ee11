package io.tidegate.filter;

import io.tidegate.config.AllFaults;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.Token;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which header fields a configuration may change, and to what. Collects the faults of one record. */
public final class FieldRules {
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\xa0-\\xff]{0,4096}");

    /** What the handshake, the connection and the composed request are made of; names as {@link HeaderList#folded}. */
    private static final Set<String> OURS = Set.of(
            "host",
            "connection",
            "upgrade",
            "content_length",
            "transfer_encoding",
            "te",
            "trailer",
            "keep_alive",
            "proxy_connection",
            "expect",
            "forwarded",
            "via",
            "x_request_id");

    private final AllFaults faults = new AllFaults();

    /** Names and values. */
    public void check(String key, Map<String, String> fields) {
        checkNames(key, fields.keySet());
        fields.forEach((name, value) -> {
            if (!VALUE.matcher(value).matches()) { // not shown: it may be a secret
                faults.add(key + "." + name + " must be Latin-1 without controls, at most 4096 characters, got "
                        + value.length() + " characters");
            }
        });
    }

    public void checkNames(String key, Collection<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            String folded = HeaderList.folded(name);
            if (!Token.isToken(name)) {
                faults.add(key + " must have tokens as names, got " + name);
            } else if (isOurs(name)) {
                faults.add(key + " must not have a field that the gateway itself sets, got " + name);
            } else if (!seen.add(folded)) {
                faults.add(key + " must have each name once, got " + name + " again");
            }
        }
    }

    /** Throws what was found. */
    public void refuseFaults() {
        faults.refuseIfAny();
    }

    /** Whether the gateway itself makes the field {@code name}, in whatever spelling. */
    public static boolean isOurs(String name) {
        String folded = HeaderList.folded(name);
        return OURS.contains(folded)
                || folded.startsWith("sec_websocket_")
                || folded.startsWith("x_forwarded_")
                || folded.startsWith("tidegate_");
    }
}
