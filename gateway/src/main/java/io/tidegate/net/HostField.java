package io.tidegate.net;

import io.netty.util.NetUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The {@code Host} field (RFC 9110, 7.2): a name or an address literal, and maybe a port. */
final class HostField {
    private HostField() {}

    /**
     * The host without its port, lower case, without brackets and final dot; empty if the field is empty; null if it is
     * invalid.
     */
    static @Nullable String host(String field) {
        int bracket = field.startsWith("[") ? field.indexOf(']') : -1;
        int hostEnd = field.indexOf(':', Math.max(bracket, 0));
        int end = hostEnd < 0 ? field.length() : hostEnd;
        if (hostEnd >= 0 && !isPort(field, hostEnd + 1)) {
            return null;
        }
        if (field.startsWith("[")) {
            boolean closed = bracket > 0 && end == bracket + 1;
            String literal = closed ? field.substring(1, bracket) : "";
            return NetUtil.isValidIpV6Address(literal) && literal.indexOf('%') < 0
                    ? literal.toLowerCase(Locale.ROOT)
                    : null;
        }
        boolean nameless = end == 0 && hostEnd == 0; // only a port
        String host = field.substring(0, end);
        return nameless || !isName(host) ? null : withoutFinalDot(host).toLowerCase(Locale.ROOT);
    }

    private static String withoutFinalDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** Letters, digits, {@code -}, {@code _} and dots between them: more than DNS has, less than RFC 3986 would allow. */
    private static boolean isName(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean allowed = c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.');
            boolean emptyLabel = c == '.' && (i == 0 || host.charAt(i - 1) == '.');
            if (!allowed || emptyLabel) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPort(String field, int from) {
        int port = 0;
        for (int i = from; i < field.length(); i++) {
            char c = field.charAt(i);
            port = port * 10 + c - '0';
            if (c < '0' || c > '9' || port > 65_535) {
                return false;
            }
        }
        return true;
    }
}
