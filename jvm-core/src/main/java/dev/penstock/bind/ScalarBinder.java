package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Expr;
import dev.penstock.plan.ExprText;
import dev.penstock.plan.Function;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Binds expressions that have one value for each group: aggregates of the group's rows, and elementwise expressions
/// over them. What has a value on each row becomes a list.
final class ScalarBinder {
    private final RowBinder rows;
    private final Map<Computed, String> aggregates = new LinkedHashMap<>();

    ScalarBinder(RowBinder rows) {
        this.rows = rows;
    }

    /// The expression over the columns of [#aggregates()].
    BoundExpr bind(Expr expression) {
        try {
            return switch (Shape.of(expression)) {
                case SCALAR -> scalar(expression);
                case ROWS, FREE -> list(expression);
            };
        } catch (PenstockException e) {
            throw e.expression() == null ? e.expression(ExprText.of(expression)) : e;
        }
    }

    /// The aggregates that the bound expressions name.
    List<Computed> aggregates() {
        var named = new ArrayList<Computed>();
        aggregates.forEach((a, name) ->
                named.add(
                        new Computed(
                                name, a.function(), a.arguments(), a.options(), a.filter(), a.orderBy(), a.type())));
        return named;
    }

    private BoundExpr list(Expr expression) {
        return switch (expression) {
            case Expr.Alias(Expr input, _) -> list(input);
            case Expr.Renamed renamed -> list(renamed.input());
            case Expr.Call(Function.OfUserForSeries function, List<Expr> arguments, _) ->
                    reference(rows.list(function, arguments));
            default -> reference(rows.implode(expression));
        };
    }

    private BoundExpr scalar(Expr expression) {
        return switch (expression) {
            case Expr.Call(Aggregation function, List<Expr> arguments, Options options) ->
                    reference(rows.aggregate(function, arguments, options));
            case Expr.Call(Function.OfUserForGroups function, List<Expr> arguments, _) ->
                    reference(rows.aggregate(function, arguments));
            case Expr.RowCount _ -> reference(rows.aggregate(Aggregation.LEN, List.of(), Options.NONE));
            case Expr.Literal(DataType type, @Nullable Object value, boolean dynamic) ->
                    new BoundExpr.Constant(type, value, dynamic);
            case Expr.Call(Function.Elementwise _, _, _),
                    Expr.Alias _,
                    Expr.Renamed _,
                    Expr.Cast _,
                    Expr.When _,
                    Expr.StructOf _,
                    Expr.WithFields _,
                    Expr.ListEval _,
                    Expr.ListAgg _ ->
                    elementwise(expression);
            default -> throw RowBinder.changesRows(expression);
        };
    }

    /// Aggregates below become columns of a scope that holds nothing else; the row binder does the rest there.
    private BoundExpr elementwise(Expr expression) {
        return RowBinder.ofColumns(placeholder(expression)).value(replaced(expression));
    }

    private final Map<String, DataType> placeholders = new LinkedHashMap<>();

    private Expr replaced(Expr expression) {
        return switch (expression) {
            case Expr.Call(Function.Aggregating _, _, _), Expr.RowCount _ -> {
                BoundExpr.Ref reference = (BoundExpr.Ref) scalar(expression);
                placeholders.put(reference.name(), reference.type());
                // The name of what was aggregated, for structs.
                yield new Expr.Alias(new Expr.Column(reference.name()), Names.of(expression));
            }
            // What stands in the body are aggregates of elements.
            case Expr.ListEval(Expr list, Expr body) -> new Expr.ListEval(replaced(list), body);
            case Expr.ListAgg(Expr list, Expr body) -> new Expr.ListAgg(replaced(list), body);
            default -> {
                List<Expr> children = expression.children();
                yield children.isEmpty()
                        ? expression
                        : expression.withChildren(children.stream().map(this::replaced).toList());
            }
        };
    }

    private BoundPlan placeholder(Expr expression) {
        replaced(expression);
        var fields = new ArrayList<dev.penstock.type.Field>();
        placeholders.forEach((name, type) -> fields.add(dev.penstock.type.Field.nullable(name, type)));
        return new BoundPlan.FrameScan("", new dev.penstock.type.Schema(fields));
    }

    private BoundExpr.Ref reference(Computed aggregate) {
        String name = aggregates.computeIfAbsent(aggregate, _ -> rows.scope().freshName());
        return new BoundExpr.Ref(name, aggregate.type());
    }
}
