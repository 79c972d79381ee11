package io.tidegate.filter.content;

import com.google.re2j.Pattern;

/** Patterns of the usual injection payloads: what attackers try first, not all that they can do. */
public enum Starter {
    SQL(
            "\\bunion\\b[\\s(/*]+(all\\b\\s*)?\\(?\\s*select\\b",
            "['\"`)]\\s*(or|and)\\b\\s*\\(?\\s*['\"`]?\\w+['\"`]?\\s*(=|<|>|!=|\\blike\\b)",
            ";\\s*(drop|delete|truncate|alter|insert|update|exec|execute|shutdown)\\b\\s*\\w",
            "\\b(sleep|pg_sleep|benchmark)\\s*\\(\\s*\\d",
            "\\bwaitfor\\s+delay\\b",
            "['\"]\\s*;?\\s*(--|/\\*|#\\s*$)"),
    SCRIPT(
            "<\\s*/?\\s*script\\b",
            "<\\s*(iframe|object|embed|base|meta|link)\\b[^>]*=",
            "<\\s*[a-z][^>]*[\\s/\"']on[a-z]+\\s*=",
            "\\b(javascript|vbscript)\\s*:",
            "\\bdata\\s*:\\s*text/html"),
    TEMPLATE("\\{\\{.*\\}\\}", "\\{%.*%\\}", "[$#*@]\\{.*\\}", "<%.*%>");

    private final Pattern pattern;

    Starter(String... parts) {
        this.pattern = Pattern.compile(String.join("|", parts), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    Pattern pattern() {
        return pattern;
    }
}
