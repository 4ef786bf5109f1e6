package dev.penstock.bind;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Function;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.MathFunction;
import dev.penstock.plan.StringFunction;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Writes out selectors: an expression over several columns becomes one expression for each.
///
/// Inside a function that takes any number of arguments, and inside a struct, the columns become arguments instead.
final class Expansion {
    private static final Set<Function> VARIADIC =
            Set.of(
                    MathFunction.MIN_HORIZONTAL,
                    MathFunction.MAX_HORIZONTAL,
                    MathFunction.SUM_HORIZONTAL,
                    MathFunction.MEAN_HORIZONTAL,
                    LogicFunction.ALL_HORIZONTAL,
                    LogicFunction.ANY_HORIZONTAL,
                    LogicFunction.COALESCE,
                    StringFunction.CONCAT);

    private final Schema schema;
    private final Set<String> excluded;

    /// @param excluded columns that selectors leave out unless they name them: the keys of an aggregation
    Expansion(Schema schema, Set<String> excluded) {
        this.schema = schema;
        this.excluded = excluded;
    }

    List<Expr> expandAll(List<Expr> expressions) {
        var expanded = new ArrayList<Expr>();
        expressions.forEach(expression -> expanded.addAll(expand(expression)));
        return expanded;
    }

    List<Expr> expand(Expr expression) {
        if (expression instanceof Expr.Columns(var selector)) {
            return SelectorRules.select(selector, schema, excluded).stream().<Expr>map(Expr.Column::new).toList();
        }
        List<Expr> children = expression.children();
        if (children.isEmpty()) {
            return List.of(expression);
        }
        var parts = new ArrayList<List<Expr>>(children.size());
        boolean unchanged = true;
        for (Expr child : children) {
            List<Expr> part = expand(child);
            unchanged &= part.size() == 1 && part.getFirst().equals(child);
            parts.add(part);
        }
        if (unchanged) {
            return List.of(expression);
        }
        if (isVariadic(expression)) {
            return List.of(expression.withChildren(parts.stream().flatMap(List::stream).toList()));
        }
        return repeat(expression, parts);
    }

    /// Whether `function` takes any number of arguments, so that a selector among them means several arguments.
    private static boolean isVariadic(Expr expression) {
        return switch (expression) {
            case Expr.Call(Function function, _, _) -> VARIADIC.contains(function);
            case Expr.StructOf _ -> true;
            default -> false;
        };
    }

    private static List<Expr> repeat(Expr expression, List<List<Expr>> parts) {
        int times = 1;
        for (List<Expr> part : parts) {
            if (part.size() != 1) {
                if (times != 1 && times != part.size()) {
                    throw new PenstockException(
                            ErrorCode.INVALID_OPERATION,
                            "an expression combines selections of " + times + " and of " + part.size() + " columns");
                }
                times = part.size();
            }
        }
        var repeated = new ArrayList<Expr>(times);
        for (int i = 0; i < times; i++) {
            var children = new ArrayList<Expr>(parts.size());
            for (List<Expr> part : parts) {
                children.add(part.get(part.size() == 1 ? 0 : i));
            }
            repeated.add(expression.withChildren(children));
        }
        return repeated;
    }
}
