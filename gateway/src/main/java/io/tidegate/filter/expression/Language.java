package io.tidegate.filter.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelVarDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.Program;
import io.tidegate.config.Cidr;
import io.tidegate.config.ConfigException;
import java.net.InetAddress;

/**
 * CEL with its standard functions and macros, one of ours, and the names of a vocabulary. Immutable, shared.
 *
 * @param conditions what is true or false
 * @param values what is of any type
 */
record Language(Dialect conditions, Dialect values) {
    static final String IN_NETWORK = "inNetwork";

    private static final int MOST_CHARACTERS = 4096;
    private static final int MOST_TURNS = 1000;
    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(MOST_CHARACTERS)
            .comprehensionMaxIterations(MOST_TURNS)
            .enableHeterogeneousNumericComparisons(true)
            .build();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.plannerRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(CelExtensions.strings())
            .addFunctionBindings(CelFunctionBinding.fromOverloads(
                    IN_NETWORK, CelFunctionBinding.from(IN_NETWORK, String.class, String.class, Language::isIn)))
            .build();
    private static final Language OF_REQUESTS = made(Vocabulary.REQUEST);
    private static final Language OF_MESSAGES = made(Vocabulary.MESSAGE);

    /** Expressions that come to values of one type. */
    record Dialect(CelCompiler compiler) {
        CelAbstractSyntaxTree compile(String text) throws CelValidationException {
            return compiler.compile(text).getAst();
        }

        Program program(CelAbstractSyntaxTree tree) throws CelEvaluationException {
            return RUNTIME.createProgram(tree);
        }
    }

    static Language of(Vocabulary names) {
        return switch (names) {
            case REQUEST -> OF_REQUESTS;
            case MESSAGE -> OF_MESSAGES;
        };
    }

    private static Language made(Vocabulary names) {
        return new Language(dialect(names, SimpleType.BOOL), dialect(names, SimpleType.DYN));
    }

    private static Dialect dialect(Vocabulary names, CelType result) {
        return new Dialect(CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(CelExtensions.strings())
                .addVarDeclarations(names.types().entrySet().stream()
                        .map(variable -> CelVarDecl.newVarDeclaration(variable.getKey(), variable.getValue()))
                        .toList())
                .addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                        IN_NETWORK,
                        CelOverloadDecl.newMemberOverload(
                                IN_NETWORK, SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING)))
                .setResultType(result)
                .build());
    }

    private static boolean isIn(String address, String network) {
        try {
            return network(network).contains(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException e) {
            return false; // a client of a Unix domain socket has none
        }
    }

    static Cidr network(String text) {
        try {
            return Cidr.parse(text);
        } catch (ConfigException e) {
            throw new ConfigException("the network of " + IN_NETWORK + " " + e.getMessage());
        }
    }
}
