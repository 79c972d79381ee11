package io.tidegate.filter.authorize;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelVarDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.Program;
import io.tidegate.config.Cidr;
import io.tidegate.config.ConfigException;
import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An expression of CEL over {@link Facts}, compiled and checked for its types. What it may cost is bounded: its length, the turns
 * of its loops, and regular expressions take linear time. Immutable, shared.
 */
final class Rule {
    private static final int MOST_CHARACTERS = 4096;
    private static final int MOST_TURNS = 1000;
    private static final String IN_NETWORK = "inNetwork";
    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(MOST_CHARACTERS)
            .comprehensionMaxIterations(MOST_TURNS)
            .enableHeterogeneousNumericComparisons(true)
            .build();
    private static final CelType TEXTS = ListType.create(SimpleType.STRING);
    private static final CelType TEXT_BY_NAME = MapType.create(SimpleType.STRING, SimpleType.STRING);
    private static final CelType CLAIMS = MapType.create(SimpleType.STRING, SimpleType.DYN);

    /** What a rule may ask for, by name, in the order in which it is explained. */
    static final Map<String, CelType> VARIABLES = variables();

    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVarDeclarations(VARIABLES.entrySet().stream()
                    .map(variable -> CelVarDecl.newVarDeclaration(variable.getKey(), variable.getValue()))
                    .toList())
            .addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                    IN_NETWORK,
                    CelOverloadDecl.newMemberOverload(
                            IN_NETWORK, SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING)))
            .setResultType(SimpleType.BOOL)
            .build();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.plannerRuntimeBuilder()
            .setOptions(OPTIONS)
            .addFunctionBindings(CelFunctionBinding.fromOverloads(
                    IN_NETWORK, CelFunctionBinding.from(IN_NETWORK, String.class, String.class, Rule::isIn)))
            .build();

    private final Program program;
    private final Set<String> segments;
    private final Set<String> variables;

    private Rule(Program program, RuleNames names) {
        this.program = program;
        this.segments = names.keys("segments");
        this.variables = names.variables();
    }

    private static Map<String, CelType> variables() {
        Map<String, CelType> variables = new LinkedHashMap<>();
        variables.put("principal.subject", SimpleType.STRING);
        variables.put("principal.roles", TEXTS);
        variables.put("principal.scope", TEXTS);
        variables.put("principal.claims", CLAIMS);
        variables.put("principal.method", SimpleType.STRING);
        variables.put("path", SimpleType.STRING);
        variables.put("segments", TEXT_BY_NAME);
        variables.put("host", SimpleType.STRING);
        variables.put("headers", TEXT_BY_NAME);
        variables.put("query", TEXT_BY_NAME);
        variables.put("subprotocols", TEXTS);
        variables.put("listener", SimpleType.STRING);
        variables.put("secure", SimpleType.BOOL);
        variables.put("client", SimpleType.STRING);
        return Collections.unmodifiableMap(variables);
    }

    /** @throws ConfigException that says what is wrong, and where in the text */
    static Rule compile(String text) {
        try {
            CelAbstractSyntaxTree tree = COMPILER.compile(text).getAst();
            RuleNames names = RuleNames.of(tree);
            names.literals(IN_NETWORK).forEach(Rule::network);
            names.literals("matches").forEach(Rule::checkPattern);
            return new Rule(RUNTIME.createProgram(tree), names);
        } catch (CelValidationException e) {
            String faults = e.getErrors().stream().map(Rule::described).collect(Collectors.joining("; "));
            String known = faults.contains("undeclared reference")
                    ? "; known are " + String.join(", ", VARIABLES.keySet())
                    : "";
            throw new ConfigException("rule must be an expression of CEL that is true or false: " + faults + known);
        } catch (CelEvaluationException e) {
            throw new ConfigException("rule must be an expression of CEL that is true or false: " + e.getMessage());
        }
    }

    /** The named segments that it asks for. */
    Set<String> segments() {
        return segments;
    }

    /** Whether the principal has a say in it. */
    boolean isAboutPrincipal() {
        return variables.stream().anyMatch(name -> name.startsWith(Facts.OF_PRINCIPAL));
    }

    /** What it asks of the request. */
    Set<String> ofRequest() {
        return variables.stream().filter(VARIABLES::containsKey).collect(Collectors.toUnmodifiableSet());
    }

    /** Why it does not hold, for the log; null if it does. Values of the request are not told, since they may be secrets. */
    @Nullable
    String objectionTo(Facts facts) {
        try {
            return Boolean.TRUE.equals(program.eval(facts)) ? null : "the rule is false";
        } catch (CelEvaluationException e) {
            return "the rule failed: "
                    + e.getErrorCode().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private static boolean isIn(String address, String network) {
        try {
            return network(network).contains(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException e) {
            return false; // a client of a Unix domain socket has none
        }
    }

    private static Cidr network(String text) {
        try {
            return Cidr.parse(text);
        } catch (ConfigException e) {
            throw new ConfigException("rule: the network of " + IN_NETWORK + " " + e.getMessage());
        }
    }

    private static void checkPattern(String text) {
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new ConfigException("rule: matches must have a regular expression of RE2: " + e.getMessage());
        }
    }

    private static String described(CelIssue issue) {
        var at = issue.getSourceLocation();
        return "line " + at.getLine() + ", column " + (at.getColumn() + 1) + ": " + issue.getMessage();
    }
}
