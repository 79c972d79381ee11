package io.tidegate.session.replay;

import org.jspecify.annotations.Nullable;

/** What a GraphQL document asks for (GraphQL specification, October 2021, 2.3). */
enum OperationKind {
    QUERY,
    MUTATION,
    SUBSCRIPTION;

    /**
     * The kind of the operation that a server executes of {@code document}.
     *
     * @param name of the operation; null if the request names none
     * @return null if that cannot be told: no such operation, several, or no GraphQL
     */
    static @Nullable OperationKind of(String document, @Nullable String name) {
        return new Reader(document).kindOf(name);
    }

    private static @Nullable OperationKind of(String keyword) {
        return switch (keyword) {
            case "query" -> QUERY;
            case "mutation" -> MUTATION;
            case "subscription" -> SUBSCRIPTION;
            default -> null;
        };
    }

    /** Reads the outermost level of one document: where definitions begin, and what they are called. Confined. */
    private static final class Reader {
        private static final String BLOCK = "\"\"\"";

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        @Nullable
        OperationKind kindOf(@Nullable String wanted) {
            OperationKind found = null;
            int fitting = 0;
            while (skipIgnored()) {
                if (text.charAt(at) == '"') {
                    at++;
                    if (!skipString()) {
                        return null;
                    }
                    continue;
                }
                String keyword = name();
                OperationKind kind = keyword == null ? QUERY : OperationKind.of(keyword);
                if (keyword != null && !skipIgnored()) {
                    return null;
                }
                String called = keyword == null ? null : name();
                if (!skipToEnd()) {
                    return null;
                }
                if (kind != null && (wanted == null || wanted.equals(called))) {
                    found = kind;
                    fitting++;
                }
            }
            return fitting == 1 ? found : null;
        }

        /** Goes behind the outermost selection set of the definition at hand; false if there is none. */
        private boolean skipToEnd() {
            int depth = 0;
            while (skipIgnored()) {
                char next = text.charAt(at++);
                boolean closes = next == '}' || next == ')' || next == ']';
                if (next == '"' && !skipString()) {
                    return false;
                }
                depth += next == '{' || next == '(' || next == '[' ? 1 : closes ? -1 : 0;
                if (depth < 0 || (depth == 0 && next == '}')) {
                    return depth == 0;
                }
            }
            return false;
        }

        /** Goes to the next token; false if there is none. */
        private boolean skipIgnored() {
            while (at < text.length()) {
                char next = text.charAt(at);
                if (next == '#') {
                    skipComment();
                } else if (Character.isWhitespace(next) || next == ',' || next == '\uFEFF') {
                    at++;
                } else {
                    return true;
                }
            }
            return false;
        }

        private void skipComment() {
            while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
                at++;
            }
        }

        /** Goes behind a string whose first quote has been read; false if it does not end. */
        private boolean skipString() {
            if (text.startsWith(BLOCK, at - 1)) {
                return skipBlock();
            }
            while (at < text.length()) {
                char next = text.charAt(at++);
                if (next == '"') {
                    return true;
                }
                if (next == '\\') {
                    at++;
                } else if (next == '\n' || next == '\r') {
                    return false;
                }
            }
            return false;
        }

        private boolean skipBlock() {
            at += BLOCK.length() - 1;
            int end = text.indexOf(BLOCK, at);
            while (end > 0 && text.charAt(end - 1) == '\\') {
                end = text.indexOf(BLOCK, end + BLOCK.length());
            }
            at = end + BLOCK.length();
            return end >= 0;
        }

        private @Nullable String name() {
            int start = at;
            while (at < text.length() && isOfName(text.charAt(at))) {
                at++;
            }
            return at == start ? null : text.substring(start, at);
        }

        private static boolean isOfName(char c) {
            return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        }
    }
}
