package io.tidegate.filter;

/** What an allowed origin looks like. */
sealed interface OriginPattern {
    boolean matches(Origin origin);

    /** Whether {@link #parse} takes {@code text}. */
    static boolean isValid(String text) {
        if (text.equals("*")) {
            return true;
        }
        Origin origin = Origin.parse(text.replaceFirst("://\\*\\.", "://"));
        return !origin.isNone() && origin.port() <= 65_535;
    }

    /** Of a valid text. */
    static OriginPattern parse(String text) {
        if (text.equals("*")) {
            return Any.ANY;
        }
        return text.contains("://*.")
                ? new Subdomains(Origin.parse(text.replaceFirst("://\\*\\.", "://")))
                : new Exact(Origin.parse(text));
    }

    /** Whatever the client sends as its origin. */
    enum Any implements OriginPattern {
        ANY;

        @Override
        public boolean matches(Origin origin) {
            return true;
        }
    }

    /** One origin. */
    record Exact(Origin allowed) implements OriginPattern {
        @Override
        public boolean matches(Origin origin) {
            return allowed.equals(origin);
        }
    }

    /** Every host below {@code parent}'s, at any depth, but not that host itself. */
    record Subdomains(Origin parent) implements OriginPattern {
        @Override
        public boolean matches(Origin origin) {
            return origin.scheme().equals(parent.scheme())
                    && origin.port() == parent.port()
                    && origin.host().endsWith("." + parent.host());
        }
    }
}
