package dev.penstock.bind;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Function;
import dev.penstock.plan.ListFunction;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.MathFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.Selector;
import dev.penstock.plan.SortKey;
import dev.penstock.plan.StringFunction;
import dev.penstock.plan.StructFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
                    ListFunction.CONCAT_LIST,
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

    /// One expression for each column that the selectors in it pick; the very same one when there are none.
    List<Expr> expand(Expr expression) {
        return switch (expression) {
            case Expr.Columns(var selector) ->
                    SelectorRules.select(selector, schema, excluded).stream().<Expr>map(Expr.Column::new).toList();
            // Selectors among keys mean several keys.
            case Expr.Over over -> {
                List<Expr> by = expandAll(over.partitionBy());
                List<SortKey> order = expandKeys(over.orderBy());
                yield expand(over.input()).stream()
                        .<Expr>map(input -> new Expr.Over(input, by, order, over.mapping()))
                        .toList();
            }
            case Expr.SortedBy(Expr input, List<SortKey> by) when !isByItself(input, by) -> {
                List<SortKey> keys = expandKeys(by);
                yield expand(input).stream().<Expr>map(one -> new Expr.SortedBy(one, keys)).toList();
            }
            case Expr.Unnest(Expr input, Selector selector) ->
                    expand(input).stream().flatMap(one -> fields(one, selector).stream()).toList();
            case Expr.WithFields(Expr input, List<Expr> fields, boolean keep) -> {
                List<Expr> expanded = expandAll(fields);
                yield expand(input).stream().<Expr>map(one -> new Expr.WithFields(one, expanded, keep)).toList();
            }
            case Expr.StructFields(List<String> names) when names.size() != 1 ->
                    names.stream().<Expr>map(name -> new Expr.StructFields(List.of(name))).toList();
            default -> expandChildren(expression);
        };
    }

    /// The fields of a struct that a selector picks, in the order of the struct.
    private List<Expr> fields(Expr struct, Selector selector) {
        DataType type = ColumnPlans.of(new BoundPlan.FrameScan("", schema), struct, "struct").schema().field(0).type();
        if (!(type instanceof DataType.StructOf(List<Field> fields))) {
            throw Operands.invalid("struct.unnest", List.of(new BoundExpr.Ref("", type)));
        }
        List<String> picked = SelectorRules.select(selector, new Schema(fields), Set.of());
        return fields.stream()
                .map(Field::name)
                .filter(picked::contains)
                .<Expr>map(name -> field(struct, name))
                .toList();
    }

    private static Expr field(Expr struct, String name) {
        var options = new Options(Map.of("name", name));
        return new Expr.Alias(new Expr.Call(StructFunction.FIELD, List.of(struct), options), name);
    }

    private static boolean isByItself(Expr input, List<SortKey> by) {
        return by.size() == 1 && by.getFirst().expression().equals(input);
    }

    /// Keys whose selectors are written out; the directions go with each column.
    List<SortKey> expandKeys(List<SortKey> keys) {
        var expanded = new ArrayList<SortKey>();
        for (SortKey key : keys) {
            expand(key.expression()).forEach(e -> expanded.add(new SortKey(e, key.descending(), key.nullsLast())));
        }
        return expanded;
    }

    @SuppressWarnings("ReferenceEquality") // comparing by value would walk the expression at each of its levels
    private List<Expr> expandChildren(Expr expression) {
        List<Expr> children = expression.children();
        if (children.isEmpty()) {
            return List.of(expression);
        }
        var parts = new ArrayList<List<Expr>>(children.size());
        boolean unchanged = true;
        for (Expr child : children) {
            List<Expr> part = expand(child);
            unchanged &= part.size() == 1 && part.getFirst() == child;
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
            case Expr.Call(Function function, _, Options options) ->
                    VARIADIC.contains(function) && !options.flag("each", false);
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
