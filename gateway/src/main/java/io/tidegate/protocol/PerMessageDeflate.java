package io.tidegate.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One offer of permessage-deflate, or its acceptance, by its parameters (RFC 7692, 7.1).
 *
 * @param parameters values by lower-case name; an empty value for a parameter without one
 */
public record PerMessageDeflate(Map<String, String> parameters) {
    private static final String NAME = "permessage-deflate";
    private static final String SERVER_NO_TAKEOVER = "server_no_context_takeover";
    private static final String CLIENT_NO_TAKEOVER = "client_no_context_takeover";
    private static final String SERVER_BITS = "server_max_window_bits";
    private static final int MOST_BITS = 15;
    private static final String CLIENT_BITS = "client_max_window_bits";

    /** The offers of permessage-deflate in a client's request, in order; other extensions and invalid offers are left out. */
    public static List<PerMessageDeflate> offers(HeaderList headers) {
        List<PerMessageDeflate> offers = new ArrayList<>(2);
        for (String element : headers.tokens("Sec-WebSocket-Extensions")) {
            PerMessageDeflate offer = parse(element, true);
            if (offer != null) {
                offers.add(offer);
            }
        }
        return offers;
    }

    /** What an endpoint's answer accepts; null if it is not a valid acceptance of permessage-deflate. */
    public static @Nullable PerMessageDeflate acceptance(String element) {
        return parse(element, false);
    }

    /**
     * What is offered to an endpoint by who compresses himself.
     *
     * @param takeover whether messages may refer to those before them
     */
    public static PerMessageDeflate ofOurs(boolean takeover) {
        PerMessageDeflate offer = new PerMessageDeflate(Map.of()).with(CLIENT_BITS);
        return takeover ? offer : offer.withoutServerTakeover().withoutClientTakeover();
    }

    /**
     * The answer to {@code this} offer of a client by who compresses himself.
     *
     * @param takeover whether messages may refer to those before them, if the client wants that too
     */
    public PerMessageDeflate accepted(boolean takeover) {
        String bits = parameters.get(SERVER_BITS);
        PerMessageDeflate answer = new PerMessageDeflate(bits == null ? Map.of() : Map.of(SERVER_BITS, bits));
        boolean fullWindow = bits == null || Integer.parseInt(bits) == MOST_BITS;
        if (!takeover || !fullWindow || parameters.containsKey(SERVER_NO_TAKEOVER)) {
            answer = answer.withoutServerTakeover();
        }
        return takeover && !parameters.containsKey(CLIENT_NO_TAKEOVER) ? answer : answer.withoutClientTakeover();
    }

    /** Whether what {@code from} sends may refer to earlier messages, by {@code this} acceptance. */
    public boolean takeover(Side from) {
        return !parameters.containsKey(from == Side.CLIENT ? CLIENT_NO_TAKEOVER : SERVER_NO_TAKEOVER);
    }

    /** How far back what {@code from} sends may refer, by {@code this} acceptance: 8 to 15. */
    public int windowBits(Side from) {
        String bits = parameters.get(from == Side.CLIENT ? CLIENT_BITS : SERVER_BITS);
        return bits == null ? MOST_BITS : Integer.parseInt(bits);
    }

    /** Whether {@code this} acceptance answers {@code offer} (RFC 7692, 7.1.1 and 7.1.2). */
    public boolean answers(PerMessageDeflate offer) {
        if (offer.parameters.containsKey(SERVER_NO_TAKEOVER) && !parameters.containsKey(SERVER_NO_TAKEOVER)) {
            return false;
        }
        if (parameters.containsKey(CLIENT_BITS) && !offer.parameters.containsKey(CLIENT_BITS)) {
            return false;
        }
        String most = offer.parameters.get(SERVER_BITS);
        String chosen = parameters.get(SERVER_BITS);
        return most == null || (chosen != null && Integer.parseInt(chosen) <= Integer.parseInt(most));
    }

    /** The offer with the demand that the server compresses each message on its own (RFC 7692, 7.1.1.1). */
    public PerMessageDeflate withoutServerTakeover() {
        return with(SERVER_NO_TAKEOVER);
    }

    /** The acceptance with the demand that the client compresses each message on its own (RFC 7692, 7.1.1.2). */
    public PerMessageDeflate withoutClientTakeover() {
        return with(CLIENT_NO_TAKEOVER);
    }

    /** As it stands in the header. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(NAME);
        parameters.forEach((name, value) -> text.append("; ").append(name).append(value.isEmpty() ? "" : "=" + value));
        return text.toString();
    }

    private PerMessageDeflate with(String parameter) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.putIfAbsent(parameter, "");
        return new PerMessageDeflate(more);
    }

    private static @Nullable PerMessageDeflate parse(String element, boolean offer) {
        String[] parts = element.split(";", -1);
        if (!parts[0].strip().equalsIgnoreCase(NAME)) {
            return null;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            String name = (equals < 0 ? parts[i] : parts[i].substring(0, equals))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            String value =
                    equals < 0 ? "" : parts[i].substring(equals + 1).strip().replace("\"", "");
            if (!isValid(name, value, offer) || parameters.put(name, value) != null) {
                return null;
            }
        }
        return new PerMessageDeflate(parameters);
    }

    private static boolean isValid(String name, String value, boolean offer) {
        return switch (name) {
            case SERVER_NO_TAKEOVER, CLIENT_NO_TAKEOVER -> value.isEmpty();
            case SERVER_BITS -> isWindow(value);
            case CLIENT_BITS -> isWindow(value) || (offer && value.isEmpty());
            default -> false;
        };
    }

    /** 8 to 15, no leading zero. */
    private static boolean isWindow(String value) {
        return value.matches("[89]|1[0-5]");
    }
}
