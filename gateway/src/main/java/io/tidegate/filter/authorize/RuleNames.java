package io.tidegate.filter.authorize;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an expression names literally, so that it can be judged before anybody asks it.
 *
 * @param nodes of its tree
 */
record RuleNames(List<CelExpr> nodes) {
    private static final String INDEX = "_[_]";

    static RuleNames of(CelAbstractSyntaxTree tree) {
        return new RuleNames(CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(node -> node.expr())
                .toList());
    }

    /** Literal texts that {@code function} is called with as its last argument. */
    Stream<String> literals(String function) {
        return nodes.stream()
                .filter(node -> node.getKind() == Kind.CALL)
                .filter(node -> node.call().function().equals(function))
                .flatMap(node -> text(node.call().args().getLast()));
    }

    /** Keys that are looked up in the map {@code variable}, as {@code variable.key} or {@code variable['key']}. */
    Set<String> keys(String variable) {
        Function<CelExpr, Stream<String>> keys = node -> switch (node.getKind()) {
            case SELECT ->
                is(node.select().operand(), variable) ? Stream.of(node.select().field()) : Stream.of();
            case CALL -> {
                List<CelExpr> args = node.call().args();
                boolean looksUp = node.call().function().equals(INDEX) && is(args.getFirst(), variable);
                yield looksUp ? text(args.getLast()) : Stream.of();
            }
            default -> Stream.of();
        };
        return nodes.stream().flatMap(keys).collect(Collectors.toUnmodifiableSet());
    }

    /** Of the variables that are asked for, as far as their names have no dot. */
    Set<String> variables() {
        return nodes.stream()
                .filter(node -> node.getKind() == Kind.IDENT)
                .map(node -> node.ident().name())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean is(CelExpr node, String variable) {
        return node.getKind() == Kind.IDENT && node.ident().name().equals(variable);
    }

    private static Stream<String> text(CelExpr node) {
        boolean literal = node.getKind() == Kind.CONSTANT && node.constant().getKind() == CelConstant.Kind.STRING_VALUE;
        return literal ? Stream.of(node.constant().stringValue()) : Stream.of();
    }
}
