package io.tidegate.filter.auth.certificate;

import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import java.net.InetAddress;
import java.util.Locale;

/**
 * An alternative name that a certificate must have.
 *
 * @param kind of name
 * @param name with at most one {@code *}
 */
public record NamePattern(Kind kind, String name) {
    /** Kinds of alternative names (RFC 5280, 4.2.1.6). */
    public enum Kind {
        EMAIL(1),
        DNS(2),
        URI(6),
        IP(7);

        private final int tag;

        Kind(int tag) {
            this.tag = tag;
        }

        int tag() {
            return tag;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public NamePattern {
        boolean single = name.indexOf('*') == name.lastIndexOf('*');
        Check.that(single && !name.isEmpty(), "must have a name with at most one *, got " + kind.word() + ":" + name);
    }

    public static NamePattern parse(String text) {
        int colon = text.indexOf(':');
        for (Kind kind : Kind.values()) {
            if (colon > 0 && text.substring(0, colon).equals(kind.word())) {
                String name = text.substring(colon + 1);
                return new NamePattern(kind, kind == Kind.IP ? address(name) : name);
            }
        }
        throw new ConfigException("must start with dns:, uri:, email: or ip:, got " + text);
    }

    /** As certificates have it: an IPv6 address may be spelt in many ways. */
    private static String address(String text) {
        try {
            return InetAddress.ofLiteral(text).getHostAddress();
        } catch (IllegalArgumentException e) {
            throw new ConfigException("must have an IP address after ip:, got ip:" + text);
        }
    }

    /** URIs with case, as they are, all others without. */
    boolean matches(AlternativeName other) {
        if (other.kind() != kind) {
            return false;
        }
        String mine = kind == Kind.URI ? name : name.toLowerCase(Locale.ROOT);
        String its = kind == Kind.URI ? other.text() : other.text().toLowerCase(Locale.ROOT);
        int star = mine.indexOf('*');
        if (star < 0) {
            return its.equals(mine);
        }
        return its.length() >= mine.length()
                && its.startsWith(mine.substring(0, star))
                && its.endsWith(mine.substring(star + 1));
    }

    @Override
    public String toString() {
        return kind.word() + ":" + name;
    }
}
