package io.tidegate.protocol;

import io.tidegate.protocol.TargetResult.Refused;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request (RFC 9112, 3.2), with a path that means the same to everybody who reads it.
 *
 * @param path normalised: starts with {@code /}, without {@code .}, {@code ..} and {@code //}; what is matched and
 *     forwarded
 * @param query what follows {@code ?}, unchanged, or null
 * @param authority of a target in absolute form, {@code http://authority/path}; must be the same as {@code Host}
 */
public record RequestTarget(
        String path, @Nullable String query, @Nullable String authority) implements TargetResult {

    /**
     * Takes origin form and absolute form.
     *
     * @param keepEncodedSlash whether {@code %2f} in the path stays as it is, instead of being refused
     */
    public static TargetResult parse(String target, boolean keepEncodedSlash) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                return new Refused("The request target has a character that must be percent-encoded.");
            }
            if (c == '#') {
                return new Refused("The request target has a fragment.");
            }
        }
        if (target.startsWith("/")) {
            return ofOrigin(target, 0, null, keepEncodedSlash);
        }
        int authorityStart = afterScheme(target);
        if (authorityStart < 0) {
            return new Refused("The request target must be a path.");
        }
        int authorityEnd = authorityStart;
        while (authorityEnd < target.length() && "/?".indexOf(target.charAt(authorityEnd)) < 0) {
            authorityEnd++;
        }
        String authority = target.substring(authorityStart, authorityEnd);
        return ofOrigin(target, authorityEnd, authority, keepEncodedSlash);
    }

    private static TargetResult ofOrigin(
            String target, int pathStart, @Nullable String authority, boolean keepEncodedSlash) {
        int question = target.indexOf('?', pathStart);
        int pathEnd = question < 0 ? target.length() : question;
        NormalPath path = new NormalPath(keepEncodedSlash);
        String fault = path.read(target, pathStart, pathEnd);
        if (fault != null) {
            return new Refused(fault);
        }
        return new RequestTarget(path.text(), question < 0 ? null : target.substring(question + 1), authority);
    }

    /** Where the authority starts; -1 if it is no {@code http:} or {@code https:} target. */
    private static int afterScheme(String target) {
        int colon = target.indexOf("://");
        String scheme = colon < 0 ? "" : target.substring(0, colon).toLowerCase(Locale.ROOT);
        return scheme.equals("http") || scheme.equals("https") ? colon + 3 : -1;
    }
}
