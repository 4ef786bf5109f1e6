package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Function;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.MathFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.plan.ReshapingFunction;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds the argument of an aggregate: reshaping inside of a group becomes a filter and an order on the group's rows.
final class RowSetBinder {
    private final RowBinder rows;
    private final Scope scope;

    RowSetBinder(RowBinder rows) {
        this.rows = rows;
        this.scope = rows.scope();
    }

    /// @throws dev.penstock.error.PenstockException with code UNSUPPORTED_OPERATION for a reshaping that is no filter
    ///   and no order
    RowSet bind(Expr expression) {
        switch (Shape.of(expression)) {
            case SCALAR -> {
                return single(rows.value(expression));
            }
            case ROWS -> {
                return new RowSet(rows.value(expression), null, rows.group().orderBy());
            }
            case FREE -> {}
        }
        return switch (expression) {
            case Expr.Alias(Expr input, _) -> bind(input);
            case Expr.Renamed renamed -> bind(renamed.input());
            case Expr.Filtered(Expr input, Expr predicate) when Shape.of(input) != Shape.FREE ->
                    filtered(bind(input), Binder.condition(rows.bind(predicate), predicate, "filter"));
            case Expr.SortedBy(Expr input, var by) when Shape.of(input) != Shape.FREE ->
                    new RowSet(rows.value(input), null, rows.keys(by));
            case Expr.SortedBy(Expr input, var by) when by.size() == 1 && by.getFirst().expression().equals(input) -> {
                RowSet set = bind(input);
                yield new RowSet(
                        set.value(),
                        set.filter(),
                        List.of(
                                new Key(
                                        scope.define(set.value()),
                                        by.getFirst().descending(),
                                        by.getFirst().nullsLast())));
            }
            case Expr.Call(ReshapingFunction function, List<Expr> arguments, Options options) -> {
                Arity.check(function, arguments.size(), 1, function == ReshapingFunction.GATHER ? 2 : 1);
                yield reshaped(expression, function, bind(arguments.getFirst()), options);
            }
            case Expr.Call(Function.OfUserForSeries _, _, _) ->
                    new RowSet(rows.value(expression), null, rows.group().orderBy());
            case Expr.Cast _, Expr.Call(Function.Elementwise _, _, _), Expr.When _ -> elementwise(expression);
            default -> throw RowBinder.changesRows(expression);
        };
    }

    /// One value for the whole group: it is on every row, and counts on the first.
    private RowSet single(BoundExpr value) {
        var everyRow = new RowSet(value, null, List.of());
        return filtered(everyRow, compare(LogicFunction.EQ, position(everyRow), 0));
    }

    private RowSet reshaped(Expr expression, ReshapingFunction function, RowSet set, Options options) {
        return switch (function) {
            case DROP_NULLS -> filtered(set, predicate(LogicFunction.IS_NOT_NULL, set.value()));
            case DROP_NANS -> {
                BoundExpr number = predicate(LogicFunction.IS_NOT_NAN, set.value());
                yield filtered(
                        set,
                        new BoundExpr.Call(
                                LogicFunction.COALESCE,
                                List.of(number, new BoundExpr.Constant(Types.BOOL, true)),
                                Options.NONE,
                                Types.BOOL));
            }
            case REVERSE -> reversed(set);
            case SLICE -> sliced(set, options.integer("offset", 0), options.integer("length"));
            case GATHER_EVERY -> {
                BoundExpr position = position(set);
                BoundExpr from = arithmetic(MathFunction.SUB, position, options.integer("offset", 0));
                BoundExpr step = arithmetic(MathFunction.MOD, from, options.integer("n", 1));
                BoundExpr hit = compare(LogicFunction.EQ, step, 0);
                yield filtered(set, RowBinder.and(compare(LogicFunction.GE, from, 0), hit));
            }
            case UNIQUE -> {
                // Among the rows that count, so the filter is part of what must be distinct.
                var columns = new ArrayList<String>();
                columns.add(scope.define(set.value()));
                if (set.filter() != null) {
                    columns.add(set.filter());
                }
                BoundExpr first =
                        rows.ordered(
                                OrderedFunction.IS_FIRST_DISTINCT,
                                columns,
                                columns.stream().map(_ -> set.value().type()).toList(),
                                Options.NONE);
                yield filtered(set, first);
            }
            case ARG_SORT -> {
                if (set.filter() != null) {
                    throw RowBinder.changesRows(expression);
                }
                var key =
                        new Key(
                                scope.define(set.value()),
                                options.flag("descending", false),
                                options.flag("nulls_last", false));
                yield new RowSet(
                        rows.ordered(OrderedFunction.ROW_INDEX, List.of(), List.of(), Options.NONE),
                        null,
                        List.of(key));
            }
            case ARG_TRUE -> {
                BoundExpr index = rows.ordered(OrderedFunction.ROW_INDEX, List.of(), List.of(), Options.NONE);
                yield filtered(new RowSet(index, set.filter(), set.orderBy()), Operands.as(set.value(), Types.BOOL));
            }
            default -> throw RowBinder.changesRows(expression);
        };
    }

    /// An elementwise function of arguments that keep the same rows in the same order.
    private RowSet elementwise(Expr expression) {
        RowSet common = null;
        var children = new ArrayList<Expr>();
        var columns = new ArrayList<BoundExpr>();
        for (Expr child : expression.children()) {
            if (Shape.of(child) != Shape.FREE) {
                if (Shape.of(child) == Shape.ROWS) {
                    throw RowBinder.changesRows(expression);
                }
                children.add(child);
                continue;
            }
            RowSet set = bind(child);
            if (common != null && !sameRows(common, set)) {
                throw RowBinder.changesRows(expression);
            }
            common = set;
            children.add(new Expr.Element());
            columns.add(set.value());
        }
        if (common == null || columns.size() > 1) {
            throw RowBinder.changesRows(expression);
        }
        BoundExpr value = rows.withElement(columns.getFirst()).value(expression.withChildren(children));
        return new RowSet(value, common.filter(), common.orderBy());
    }

    private static boolean sameRows(RowSet left, RowSet right) {
        return java.util.Objects.equals(left.filter(), right.filter()) && left.orderBy().equals(right.orderBy());
    }

    private RowSet filtered(RowSet set, BoundExpr predicate) {
        BoundExpr before = set.filter() == null ? null : new BoundExpr.Ref(set.filter(), Types.BOOL);
        return new RowSet(set.value(), scope.define(RowBinder.and(before, predicate)), set.orderBy());
    }

    private RowSet reversed(RowSet set) {
        var keys = new ArrayList<Key>();
        set.orderBy().forEach(key -> keys.add(new Key(key.column(), !key.descending(), !key.nullsLast())));
        // Rows that agree on the keys are turned around too.
        BoundExpr.Ref index = rows.ordered(OrderedFunction.ROW_INDEX, List.of(), List.of(), Options.NONE);
        keys.add(new Key(index.name(), true, false));
        return new RowSet(set.value(), set.filter(), keys);
    }

    private RowSet sliced(RowSet set, long offset, @Nullable Long length) {
        BoundExpr position = position(set);
        BoundExpr from = position;
        long start = offset;
        if (offset < 0) {
            Computed count =
                    new Computed(
                            "",
                            Aggregation.LEN,
                            List.of(),
                            Options.NONE,
                            set.filter(),
                            List.of(),
                            AggregationTypes.INDEX);
            BoundExpr rowsInAll = scope.window(rows.group().partitionBy(), count);
            // Counted from the end: the last row is at -1.
            from =
                    new BoundExpr.Call(
                            MathFunction.SUB,
                            List.of(position, Operands.as(rowsInAll, Types.INT64)),
                            Options.NONE,
                            Types.INT64);
        }
        RowSet kept = filtered(set, compare(LogicFunction.GE, from, start));
        return length == null ? kept : filtered(kept, compare(LogicFunction.LT, from, Math.addExact(start, length)));
    }

    /// The place of each row among those that count, from 0, as int64.
    private BoundExpr position(RowSet set) {
        var none = List.<String>of();
        BoundExpr.Ref position =
                scope.window(
                        rows.group().partitionBy(),
                        new Computed(
                                "",
                                OrderedFunction.ROW_INDEX,
                                none,
                                Options.NONE,
                                set.filter(),
                                set.orderBy(),
                                AggregationTypes.INDEX));
        return Operands.as(position, Types.INT64);
    }

    private static BoundExpr predicate(LogicFunction function, BoundExpr value) {
        return new BoundExpr.Call(function, List.of(value), Options.NONE, Types.BOOL);
    }

    private static BoundExpr arithmetic(MathFunction function, BoundExpr left, long right) {
        return new BoundExpr.Call(
                function, List.of(left, new BoundExpr.Constant(Types.INT64, right)), Options.NONE, Types.INT64);
    }

    private static BoundExpr compare(LogicFunction function, BoundExpr left, long right) {
        return new BoundExpr.Call(
                function, List.of(left, new BoundExpr.Constant(Types.INT64, right)), Options.NONE, Types.BOOL);
    }
}
