package io.tidegate.filter.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelVariableResolver;
import dev.cel.runtime.Program;
import io.tidegate.config.ConfigException;
import io.tidegate.filter.json.JsonFault;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An expression of CEL over {@link Facts}, compiled and checked for its types. What it may cost is bounded: its length, the turns
 * of its loops, and regular expressions take linear time. Immutable, shared.
 */
public final class Expression {
    private static final String MESSAGE = "message";
    private static final Set<String> OF_REQUEST =
            Set.of("path", "segments", "host", "headers", "query", "subprotocols", "listener", "secure", "client");

    private final Program program;
    private final Set<String> segments;
    private final Set<String> variables;
    private final Map<String, Part> parts = new HashMap<>();
    private final @Nullable List<String> messagePath;

    private Expression(Program program, ExpressionNames names) {
        this.program = program;
        this.segments = names.keys("segments");
        this.variables = names.variables();
        variables.forEach(name -> parts.put(name, names.part(name)));
        this.messagePath = names.pathFrom(MESSAGE);
    }

    /**
     * One that is true or false.
     *
     * @param key of the setting that it is
     * @throws ConfigException that starts with the key, and says what is wrong, and where in the text
     */
    public static Expression condition(String key, String text, Vocabulary names) {
        return compile(
                Language.of(names).conditions(),
                text,
                names,
                key + " must be an expression of CEL that is true or false: ");
    }

    /** One of any type; else as {@link #condition}. */
    public static Expression value(String key, String text, Vocabulary names) {
        return compile(Language.of(names).values(), text, names, key + " must be an expression of CEL: ");
    }

    private static Expression compile(Language.Dialect dialect, String text, Vocabulary known, String rule) {
        try {
            CelAbstractSyntaxTree tree = dialect.compile(text);
            ExpressionNames names = ExpressionNames.of(tree);
            names.literals(Language.IN_NETWORK).forEach(Language::network);
            names.literals("matches").forEach(Expression::checkPattern);
            return new Expression(dialect.program(tree), names);
        } catch (CelValidationException e) {
            String faults = e.getErrors().stream().map(Expression::described).collect(Collectors.joining("; "));
            String all =
                    faults.contains("undeclared reference") ? "; known are " + String.join(", ", known.names()) : "";
            throw new ConfigException(rule + faults + all);
        } catch (CelEvaluationException | ConfigException e) {
            throw new ConfigException(rule + e.getMessage());
        }
    }

    /** The named segments that it asks for. */
    public Set<String> segments() {
        return segments;
    }

    /** Whether the principal has a say in it. */
    public boolean isAboutPrincipal() {
        return variables.stream().anyMatch(name -> name.startsWith(PrincipalFacts.PREFIX));
    }

    /** Whether it asks what the message says as JSON. */
    public boolean readsJson() {
        return variables.contains(MESSAGE);
    }

    /** The keys by which its value is found in the message, if it is nothing but a place there; else null. */
    public @Nullable List<String> messagePath() {
        return messagePath;
    }

    /** What it asks of the request, and which part of that. */
    Map<String, Part> request() {
        return parts.entrySet().stream()
                .filter(part -> OF_REQUEST.contains(part.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** What it comes to. */
    public Outcome evaluate(Facts facts) {
        var lookUp = new LookUp(facts, parts);
        try {
            return new Outcome.Value(program.eval(lookUp));
        } catch (CelEvaluationException e) {
            JsonFault fault = lookUp.fault;
            String reason = fault == null ? e.getErrorCode().name() : fault.rule();
            return new Outcome.Failure(reason.toLowerCase(Locale.ROOT).replace('_', ' '), fault);
        }
    }

    /** Finds facts for one evaluation, and remembers why that failed: CEL would not. Confined. */
    private static final class LookUp implements CelVariableResolver {
        private final Facts facts;
        private final Map<String, Part> parts;
        private @Nullable JsonFault fault;

        LookUp(Facts facts, Map<String, Part> parts) {
            this.facts = facts;
            this.parts = parts;
        }

        @Override
        public Optional<Object> find(String name) {
            try {
                return Optional.ofNullable(facts.find(name, parts.getOrDefault(name, Part.WHOLE)));
            } catch (JsonFault e) {
                fault = e;
                throw e;
            }
        }
    }

    private static void checkPattern(String text) {
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new ConfigException("matches must have a regular expression of RE2: " + e.getMessage());
        }
    }

    private static String described(CelIssue issue) {
        var at = issue.getSourceLocation();
        return "line " + at.getLine() + ", column " + (at.getColumn() + 1) + ": " + issue.getMessage();
    }
}
