package io.tidegate.filter.content;

import com.google.re2j.Pattern;
import io.tidegate.config.FilterConfig;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What nobody sees who looks at a route's messages: what its filters blot out or leave out of lines, what the viewer wants blotted
 * out, and what is a secret by its name or its form. In time that grows with the text only. Shared, immutable.
 */
public final class Discretion {
    private static final String MASK = "***";
    private static final String SECRET =
            "(?i:secret|passw|passcode|passphrase|pwd|token|authorization|cookie|api[-_]?key|credential)";

    /** A JSON member, also in a JSON text within a string, and also without its end: a string, a list of such, or another value. */
    private static final Pattern MEMBER = Pattern.compile("(\"[^\"]*" + SECRET + "[^\"]*\"\\s*:\\s*)"
            + "(?:\\\\+\"[^\"]*(?:\"|$)|\"(?:[^\"\\\\]|\\\\.)*(?:\"|\\\\?$)|\\[[^\\]]*(?:\\]|$)|[^\\s\"{\\[,}\\]]+)");

    /** As in header fields and lines of other protocols, to the end of the line, and in forms. */
    private static final Pattern FIELD = Pattern.compile(
            "([\\w.-]*" + SECRET + "[\\w.-]*[ \\t]*)(?:(:[ \\t]*)[^\\s\"][^\\r\\n\"]*|(=[ \\t]*)[^\\s\"&]+)");

    /** JSON Web Tokens, whatever they are called. */
    private static final Pattern JWT = Pattern.compile("\\beyJ[\\w-]{5,}\\.[\\w-]+\\.?[\\w-]*");

    private final Redactions redactions;
    private final boolean asked;

    private Discretion(List<Patterns.Redact> redacts) {
        this.redactions = new Redactions(redacts);
        this.asked = !redacts.isEmpty();
    }

    /**
     * What may be seen of a text.
     *
     * @param omitted why nothing may be, in a word; null if something may
     */
    public record Seen(String text, @Nullable String omitted) {}

    /** For messages of a route with {@code filters}, and {@code more} that is to be blotted out. */
    public static Discretion of(List<FilterConfig> filters, List<Patterns.Redact> more) {
        Stream<Patterns.Redact> ofRoute = filters.stream().flatMap(filter -> switch (filter.settings()) {
            case Patterns.Config patterns -> patterns.redact().stream();
            case Audit.Config audit -> audit.redact().stream();
            default -> Stream.empty();
        });
        return new Discretion(Stream.concat(ofRoute, more.stream()).toList());
    }

    /**
     * What may be seen of {@code text}.
     *
     * @param whole whether it is all of a message: what is to be blotted out may not be found in a part
     */
    public Seen of(String text, boolean whole) {
        if (asked && !whole) {
            return new Seen("", "not-whole");
        }
        Redactions.Outcome outcome = redactions.apply(text);
        if (outcome.fault() != null) {
            return new Seen("", outcome.fault().rule());
        }
        String masked = MEMBER.matcher(outcome.text()).replaceAll("$1\"" + MASK + "\"");
        masked = FIELD.matcher(masked).replaceAll("$1$2$3" + MASK);
        return new Seen(JWT.matcher(masked).replaceAll(MASK), null);
    }
}
