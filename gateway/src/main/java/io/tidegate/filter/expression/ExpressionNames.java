package io.tidegate.filter.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an expression names literally, so that it can be judged before anybody asks it.
 *
 * @param nodes of its tree
 */
record ExpressionNames(List<CelNavigableExpr> nodes) {
    private static final String INDEX = "_[_]";

    static ExpressionNames of(CelAbstractSyntaxTree tree) {
        return new ExpressionNames(
                CelNavigableAst.fromAst(tree).getRoot().allNodes().toList());
    }

    /** Literal texts that {@code function} is called with as its last argument. */
    Stream<String> literals(String function) {
        return nodes.stream()
                .map(CelNavigableExpr::expr)
                .filter(node -> node.getKind() == Kind.CALL)
                .filter(node -> node.call().function().equals(function))
                .flatMap(node -> text(node.call().args().getLast()));
    }

    /** Keys that are looked up literally in {@code variable}. */
    Set<String> keys(String variable) {
        return nodes.stream()
                .filter(node -> is(node.expr(), variable))
                .flatMap(node -> Stream.ofNullable(keyOfParent(node)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Which part of {@code variable} is looked at, as {@code variable.key} or {@code variable['key']}. */
    Part part(String variable) {
        return nodes.stream()
                .filter(node -> is(node.expr(), variable))
                .map(ExpressionNames::partBelow)
                .reduce(Part.NONE, Part::and);
    }

    /**
     * The keys by which the value of the expression is reached from {@code variable}, if it is nothing but that; else null.
     */
    @Nullable
    List<String> pathFrom(String variable) {
        CelNavigableExpr at = nodes.stream()
                .filter(node -> is(node.expr(), variable))
                .findFirst()
                .orElse(null);
        List<String> path = new ArrayList<>();
        while (at != null && at.parent().isPresent()) {
            String key = keyOfParent(at);
            CelNavigableExpr parent = at.parent().get();
            if (key == null || isTest(parent.expr())) {
                return null;
            }
            path.add(key);
            at = parent;
        }
        return at == null ? null : List.copyOf(path);
    }

    private static boolean isTest(CelExpr node) {
        return node.getKind() == Kind.SELECT && node.select().testOnly();
    }

    /** The variables that are asked for. */
    Set<String> variables() {
        return nodes.stream()
                .map(CelNavigableExpr::expr)
                .filter(node -> node.getKind() == Kind.IDENT)
                .map(node -> node.ident().name())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Part partBelow(CelNavigableExpr node) {
        String key = keyOfParent(node);
        return key == null ? Part.WHOLE : Part.of(key, partBelow(node.parent().orElseThrow()));
    }

    /** What {@code node}'s parent looks up in it; null if it does something else. */
    private static @Nullable String keyOfParent(CelNavigableExpr node) {
        CelExpr parent = node.parent().map(CelNavigableExpr::expr).orElse(null);
        if (parent == null) {
            return null;
        }
        return switch (parent.getKind()) {
            case SELECT -> parent.select().field();
            case CALL -> {
                List<CelExpr> args = parent.call().args();
                boolean looksUp = parent.call().function().equals(INDEX)
                        && args.getFirst().id() == node.id();
                yield looksUp ? text(args.getLast()).findFirst().orElse(null) : null;
            }
            default -> null;
        };
    }

    private static boolean is(CelExpr node, String variable) {
        return node.getKind() == Kind.IDENT && node.ident().name().equals(variable);
    }

    private static Stream<String> text(CelExpr node) {
        boolean literal = node.getKind() == Kind.CONSTANT && node.constant().getKind() == CelConstant.Kind.STRING_VALUE;
        return literal ? Stream.of(node.constant().stringValue()) : Stream.of();
    }
}
