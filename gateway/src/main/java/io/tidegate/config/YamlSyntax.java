package io.tidegate.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** Says in one line why a text is not YAML. Never quotes the text, since there may be a secret in it. */
final class YamlSyntax {
    private YamlSyntax() {}

    /** Refuses what is not text; the parser would not say where it is. */
    static void refuseOddCharacters(Place start, String text) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (c == '\n') {
                line++;
                lineStart = i + 1;
            } else if (!isAllowed(c)) {
                int column = text.codePointCount(lineStart, i) + 1;
                throw start.at(line, column, start.path())
                        .refusal(String.format("must be text, got the character U+%04X", c));
            }
        }
    }

    /** What may stand in a YAML stream (YAML 1.2.2, 5.1). */
    private static boolean isAllowed(int c) {
        return c == '\t'
                || c == '\r'
                || (c >= 0x20 && c < 0x7F)
                || c == 0x85
                || (c >= 0xA0 && c < Character.MIN_SURROGATE)
                || (c > Character.MAX_SURROGATE && c != 0xFFFE && c != 0xFFFF);
    }

    static ConfigException refusal(Place start, JacksonException e) {
        TokenStreamLocation location = e.getLocation() == null ? TokenStreamLocation.NA : e.getLocation();
        Place place = start.at(line(location), column(location), start.path());
        String problem = firstLine(e.getOriginalMessage());
        if (e.getCause() instanceof MarkedYamlEngineException marked) {
            Optional<Mark> mark = marked.getProblemMark();
            place = mark.map(m -> start.at(m.getLine() + 1, m.getColumn() + 1, start.path()))
                    .orElse(place);
            problem = marked.getProblem();
        }
        return place.refusal("must be YAML: " + friendly(problem));
    }

    private static String friendly(String problem) {
        if (problem.contains("expected <block end>")) {
            return "this does not line up with what is above it; check the indentation and that brackets are closed";
        }
        if (problem.contains("mapping values are not allowed here")) {
            return "a colon is not expected here; quote a value that contains \": \", and check the indentation";
        }
        if (problem.contains("'\\t")) {
            return "indent with spaces, not with a tab";
        }
        if (problem.contains("'<stream end>'") || problem.contains("unexpected end of stream")) {
            return "the text ends too early; check that quotes and brackets are closed";
        }
        if (problem.contains("that cannot start any token")) {
            return "a value must not start with this character; quote it";
        }
        if (problem.startsWith("Number value length")) {
            return "a number is too long";
        }
        if (problem.contains("Expected a property name")) {
            return "a key must be text";
        }
        return problem.replace("<", "").replace(">", "");
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static int line(TokenStreamLocation location) {
        return Math.max(1, location.getLineNr());
    }

    private static int column(TokenStreamLocation location) {
        return Math.max(1, location.getColumnNr());
    }
}
