package io.tidegate.route;

import io.tidegate.config.Check;
import io.tidegate.config.MatchConfig;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Token;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a route asks of a handshake beside path and host. */
record Conditions(MatchConfig match) {
    private static final String ANY = "*";

    Conditions {
        for (String name : match.headers().keySet()) {
            Check.that(Token.isToken(name), "headers must have tokens as names, got " + name);
        }
        String subprotocol = match.subprotocol();
        Check.that(
                subprotocol == null || Token.isToken(subprotocol), "subprotocol must be a token, got " + subprotocol);
    }

    boolean holdFor(Handshake handshake) {
        return (match.listeners().isEmpty() || match.listeners().contains(handshake.listener()))
                && (match.subprotocol() == null || handshake.subprotocols().contains(match.subprotocol()))
                && headersHold(handshake)
                && queryHolds(handshake);
    }

    /** How many there are: each header, each parameter, the subprotocol, the listeners. */
    int count() {
        return match.headers().size()
                + match.query().size()
                + (match.subprotocol() == null ? 0 : 1)
                + (match.listeners().isEmpty() ? 0 : 1);
    }

    /** How many headers and parameters must have one value, and not just any. */
    int countOfValues() {
        Stream<Collection<String>> values =
                Stream.of(match.headers().values(), match.query().values());
        return (int) values.flatMap(Collection::stream)
                .filter(value -> !value.equals(ANY))
                .count();
    }

    private boolean headersHold(Handshake handshake) {
        for (Map.Entry<String, String> header : match.headers().entrySet()) {
            Collection<String> values = handshake.headers().all(header.getKey());
            if (values.isEmpty() || (!header.getValue().equals(ANY) && !values.contains(header.getValue()))) {
                return false;
            }
        }
        return true;
    }

    private boolean queryHolds(Handshake handshake) {
        for (Map.Entry<String, String> parameter : match.query().entrySet()) {
            @Nullable String value = handshake.queryParameter(parameter.getKey());
            if (value == null
                    || (!parameter.getValue().equals(ANY)
                            && !parameter.getValue().equals(value))) {
                return false;
            }
        }
        return true;
    }
}
