package dev.penstock.bind;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Expr;
import dev.penstock.plan.ExprText;
import dev.penstock.plan.Function;
import dev.penstock.plan.ListFunction;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.ReshapingFunction;
import dev.penstock.plan.SortKey;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.FixedSizeListOf;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Binds `list.eval` and `list.agg`: what looks at each element by itself, and what a function of lists says as well,
/// as part of the row; all else as a plan with a row for each element.
final class ListBinder {
    private static final Options WHOLE = new Options(Map.of("whole", true));

    private final RowBinder rows;

    ListBinder(RowBinder rows) {
        this.rows = rows;
    }

    BoundExpr eval(Expr.ListEval eval) {
        BoundExpr list = list(eval.list(), eval.body(), "list.eval");
        if (list.type() instanceof FixedSizeListOf(_, int size) && !isPlain(eval.body())) {
            return sameLength(list, eval.body(), size);
        }
        if (!isOne(eval.body())) {
            return elements(list, eval.body());
        }
        BoundExpr held = rows.held(list);
        return unlessNull(held, call(ListFunction.CONCAT_LIST, WHOLE, one(held, eval.body())));
    }

    BoundExpr agg(Expr.ListAgg agg) {
        BoundExpr list = anyLength(list(agg.list(), agg.body(), "list.agg"));
        return isOne(agg.body()) ? one(list, agg.body()) : elements(list, agg.body());
    }

    /// Arrays of what the body makes of the elements of arrays.
    private BoundExpr sameLength(BoundExpr array, Expr body, int size) {
        if (!keepsLength(body)) {
            throw new PenstockException(
                            ErrorCode.INVALID_OPERATION, "what arr.eval computes must have a value for each element")
                    .expression(ExprText.of(body))
                    .hint("pass as_list=True for lists of any length");
        }
        return call(ListFunction.TO_ARRAY, new Options(Map.of("width", (long) size)), elements(anyLength(array), body));
    }

    private static BoundExpr anyLength(BoundExpr list) {
        return list.type() instanceof FixedSizeListOf ? call(ListFunction.TO_LIST, Options.NONE, list) : list;
    }

    private static boolean keepsLength(Expr body) {
        return switch (body) {
            case Expr.Alias(Expr input, _) -> keepsLength(input);
            case Expr.Renamed renamed -> keepsLength(renamed.input());
            case Expr.SortedBy(Expr input, _) -> keepsLength(input);
            case Expr.Call(ReshapingFunction function, List<Expr> arguments, _)
                    when function == ReshapingFunction.REVERSE && arguments.size() == 1 ->
                    keepsLength(arguments.getFirst());
            default -> Shape.of(body) == Shape.ROWS;
        };
    }

    private BoundExpr list(Expr expression, Expr body, String use) {
        BoundExpr list = rows.value(expression);
        element(list, use);
        refuseColumns(body, use);
        return list;
    }

    /// Whether the body has one value for all elements. A constant alone is repeated for each.
    private static boolean isOne(Expr body) {
        return Shape.of(body) == Shape.SCALAR && !isPlain(body);
    }

    /// A list of what the body makes of the elements.
    private BoundExpr elements(BoundExpr list, Expr body) {
        BoundExpr quick = quick(list, body);
        return quick == null ? grouped(list, body) : quick;
    }

    /// The one value that the body makes of all elements.
    private BoundExpr one(BoundExpr list, Expr body) {
        BoundExpr quick = quickOne(list, body);
        return quick == null ? grouped(list, body) : quick;
    }

    /// The list as a function of lists; null where there is none.
    private @Nullable BoundExpr quick(BoundExpr list, Expr body) {
        return switch (body) {
            case Expr plain when isPlain(plain) -> each(list, plain);
            case Expr.Alias(Expr input, _) -> quick(list, input);
            case Expr.Renamed renamed -> quick(list, renamed.input());
            case Expr.Filtered(Expr input, Expr predicate) when isPlain(input) && isPlain(predicate) -> {
                BoundExpr held = rows.held(list);
                yield call(ListFunction.FILTER, Options.NONE, each(held, input), mask(held, predicate));
            }
            case Expr.SortedBy(Expr input, List<SortKey> by) when isPlain(input) && isByItself(input, by) -> {
                SortKey key = by.getFirst();
                var options = new Options(Map.of("descending", key.descending(), "nulls_last", key.nullsLast()));
                yield call(ListFunction.SORT, options, each(list, input));
            }
            case Expr.Call(ReshapingFunction function, List<Expr> arguments, Options options)
                    when arguments.size() == 1 -> {
                BoundExpr values = isQuick(body) ? quick(list, arguments.getFirst()) : null;
                yield values == null ? null : reshaped(function, values, options);
            }
            default -> null;
        };
    }

    private static @Nullable BoundExpr reshaped(ReshapingFunction function, BoundExpr values, Options options) {
        return switch (function) {
            case DROP_NULLS -> call(ListFunction.DROP_NULLS, Options.NONE, values);
            case REVERSE -> call(ListFunction.REVERSE, Options.NONE, values);
            case UNIQUE -> call(ListFunction.UNIQUE, options, values);
            default -> null;
        };
    }

    /// The value as a function of lists; null where there is none.
    private @Nullable BoundExpr quickOne(BoundExpr list, Expr body) {
        return switch (body) {
            case Expr.Alias(Expr input, _) -> quickOne(list, input);
            case Expr.Renamed renamed -> quickOne(list, renamed.input());
            case Expr.RowCount _ -> call(ListFunction.LEN, Options.NONE, list);
            case Expr.Call(Aggregation function, List<Expr> arguments, Options options) when arguments.size() == 1 -> {
                BoundExpr values = isQuick(arguments.getFirst()) ? quick(list, arguments.getFirst()) : null;
                yield values == null ? null : aggregated(function, values, options);
            }
            default -> null;
        };
    }

    private static @Nullable BoundExpr aggregated(Aggregation function, BoundExpr values, Options options) {
        return switch (function) {
            case LEN -> call(ListFunction.LEN, Options.NONE, values);
            case COUNT -> call(ListFunction.LEN, Options.NONE, call(ListFunction.DROP_NULLS, Options.NONE, values));
            case FIRST -> options.flag("ignore_nulls", false) ? null : at(values, 0);
            case LAST -> options.flag("ignore_nulls", false) ? null : at(values, -1);
            case SUM -> call(ListFunction.SUM, options, values);
            case MIN -> call(ListFunction.MIN, options, values);
            case MAX -> call(ListFunction.MAX, options, values);
            case MEAN -> call(ListFunction.MEAN, options, values);
            case MEDIAN -> call(ListFunction.MEDIAN, options, values);
            case STD -> call(ListFunction.STD, options, values);
            case VAR -> call(ListFunction.VAR, options, values);
            case ARG_MIN -> call(ListFunction.ARG_MIN, options, values);
            case ARG_MAX -> call(ListFunction.ARG_MAX, options, values);
            case N_UNIQUE -> call(ListFunction.N_UNIQUE, options, values);
            // As an aggregate they take numbers for truth values too.
            case ANY -> isTruth(values) ? call(ListFunction.ANY, options, values) : null;
            case ALL -> isTruth(values) ? call(ListFunction.ALL, options, values) : null;
            default -> null;
        };
    }

    private static BoundExpr at(BoundExpr list, long index) {
        var options = new Options(Map.of("null_on_oob", true));
        return call(ListFunction.GET, options, list, new BoundExpr.Constant(Types.INT64, index));
    }

    private static boolean isTruth(BoundExpr list) {
        return element(list, "list.eval") instanceof DataType.Bool;
    }

    /// Whether each element's value depends on that element alone.
    private static boolean isPlain(Expr body) {
        return switch (body) {
            case Expr.Element _, Expr.Literal _, Expr.StructFields _ -> true;
            case Expr.Call(Function.Elementwise _, _, _),
                    Expr.Alias _,
                    Expr.Renamed _,
                    Expr.Cast _,
                    Expr.When _,
                    Expr.StructOf _,
                    Expr.WithFields _ ->
                    body.children().stream().allMatch(ListBinder::isPlain);
            // Inside of a row there are no plans.
            case Expr.ListEval(Expr list, Expr inner) -> isPlain(list) && (isQuick(inner) || isQuickOne(inner));
            case Expr.ListAgg(Expr list, Expr inner) -> isPlain(list) && (isQuick(inner) || isQuickOne(inner));
            default -> false;
        };
    }

    /// Whether [#quick] knows the body.
    private static boolean isQuick(Expr body) {
        return switch (body) {
            case Expr plain when isPlain(plain) -> true;
            case Expr.Alias(Expr input, _) -> isQuick(input);
            case Expr.Renamed renamed -> isQuick(renamed.input());
            case Expr.Filtered(Expr input, Expr predicate) -> isPlain(input) && isPlain(predicate);
            case Expr.SortedBy(Expr input, List<SortKey> by) -> isPlain(input) && isByItself(input, by);
            case Expr.Call(ReshapingFunction function, List<Expr> arguments, _) when arguments.size() == 1 ->
                    (function == ReshapingFunction.DROP_NULLS
                                    || function == ReshapingFunction.REVERSE
                                    || function == ReshapingFunction.UNIQUE)
                            && isQuick(arguments.getFirst());
            default -> false;
        };
    }

    /// Whether [#quickOne] knows the body, whatever the type of the elements.
    private static boolean isQuickOne(Expr body) {
        return switch (body) {
            case Expr.Alias(Expr input, _) -> isQuickOne(input);
            case Expr.Renamed renamed -> isQuickOne(renamed.input());
            case Expr.RowCount _ -> true;
            case Expr.Call(Aggregation function, List<Expr> arguments, _) when arguments.size() == 1 ->
                    switch (function) {
                        case LEN,
                                FIRST,
                                LAST,
                                COUNT,
                                SUM,
                                MIN,
                                MAX,
                                MEAN,
                                MEDIAN,
                                STD,
                                VAR,
                                ARG_MIN,
                                ARG_MAX,
                                N_UNIQUE,
                                ANY,
                                ALL ->
                                isQuick(arguments.getFirst());
                        default -> false;
                    };
            default -> false;
        };
    }

    private static boolean isByItself(Expr input, List<SortKey> by) {
        return by.size() == 1 && by.getFirst().expression().equals(input);
    }

    /// Each element replaced by what the body makes of it.
    private BoundExpr each(BoundExpr list, Expr body) {
        if (body instanceof Expr.Element) {
            return list;
        }
        BoundExpr.Ref element = new BoundExpr.Ref(rows.scope().freshName(), element(list, "list.eval"));
        return transform(list, element, rows.withElementOfList(element).value(body));
    }

    /// For each element whether the predicate is true.
    private BoundExpr mask(BoundExpr list, Expr predicate) {
        BoundExpr.Ref element = new BoundExpr.Ref(rows.scope().freshName(), element(list, "list.filter"));
        BoundExpr condition = rows.withElementOfList(element).bind(predicate);
        return transform(list, element, Binder.condition(condition, predicate, "list.filter"));
    }

    private static BoundExpr transform(BoundExpr list, BoundExpr.Ref element, BoundExpr body) {
        DataType type =
                list.type() instanceof FixedSizeListOf(_, int size)
                        ? new FixedSizeListOf(Field.nullable("item", body.type()), size)
                        : DataType.listOf(body.type());
        return new BoundExpr.Transform(list, element.name(), body, type);
    }

    /// What the body makes of the elements as the rows of groups.
    private BoundExpr grouped(BoundExpr list, Expr body) {
        if (!rows.mayAddPlans()) {
            throw new PenstockException(
                            ErrorCode.UNSUPPORTED_OPERATION,
                            "what looks at several elements at once cannot stand inside of another expression over"
                                    + " elements or groups")
                    .expression(ExprText.of(body))
                    .hint("compute the inner lists as a column first, with with_columns");
        }
        var column = new BoundExpr.Ref(rows.scope().hold(list), list.type());
        return unlessNull(column, rows.scope().lists(column.name(), new ListGroups((ListOf) list.type(), body)));
    }

    private static BoundExpr unlessNull(BoundExpr list, BoundExpr value) {
        var isNull = new BoundExpr.Call(LogicFunction.IS_NULL, List.of(list), Options.NONE, Types.BOOL);
        return new BoundExpr.Case(
                List.of(new BoundExpr.Branch(isNull, new BoundExpr.Constant(value.type(), null))), value, value.type());
    }

    /// The body sees nothing of the frame but the elements.
    private static void refuseColumns(Expr body, String use) {
        if (body instanceof Expr.Column || body instanceof Expr.Columns) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, use + " looks at element(), not at columns")
                    .expression(ExprText.of(body));
        }
        body.children().forEach(child -> refuseColumns(child, use));
    }

    private static BoundExpr call(ListFunction function, Options options, BoundExpr... arguments) {
        return ListTypes.bind(function, List.of(arguments), options);
    }

    private static DataType element(BoundExpr list, String use) {
        return switch (list.type()) {
            case ListOf(Field item, _) -> item.type();
            case FixedSizeListOf(Field item, _) -> item.type();
            default -> throw Operands.invalid(use, List.of(list));
        };
    }
}
