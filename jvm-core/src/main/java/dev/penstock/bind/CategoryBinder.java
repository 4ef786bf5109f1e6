package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.text.TextAt;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.DerivedFunction;
import dev.penstock.plan.Expr;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.MathFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Binds the numbers of categories. Those of an enum have their place in its list; others are numbered as they appear.
final class CategoryBinder {
    private final RowBinder rows;

    CategoryBinder(RowBinder rows) {
        this.rows = rows;
    }

    /// Whether a function may be asked for the numbers of categories.
    static boolean numbers(DerivedFunction function) {
        return function == DerivedFunction.CAT_PHYSICAL || function == DerivedFunction.TO_PHYSICAL;
    }

    /// The number of each category, from 0. What is no category is left to `to_physical`.
    BoundExpr bind(DerivedFunction function, Expr expression, Options options) {
        BoundExpr value = rows.value(expression);
        if (!(value.type() instanceof DataType.Dictionary(DataType.Int index, DataType values, _))
                || !values.isText()) {
            if (function == DerivedFunction.TO_PHYSICAL) {
                return DerivedTypes.bind(function, List.of(value), options);
            }
            throw new PenstockException(
                            ErrorCode.SCHEMA_MISMATCH,
                            "cat.physical is for categories, and " + Names.of(expression) + " is " + value.type())
                    .hint("cast it to Categorical first");
        }
        List<String> categories = categories(expression);
        return categories == null ? byAppearance(value) : places(value, categories, index);
    }

    private @Nullable List<String> categories(Expr expression) {
        return switch (expression) {
            case Expr.Alias(Expr input, _) -> categories(input);
            case Expr.Renamed renamed -> categories(renamed.input());
            case Expr.Column(String name) -> Extensions.categories(rows.scope().schema().field(name));
            default -> null;
        };
    }

    private static BoundExpr places(BoundExpr value, List<String> categories, DataType.Int index) {
        var type = new DataType.Int(index.bits(), false);
        // A null stands among them, as it is no unknown category.
        var texts = new ArrayList<@Nullable Object>(categories);
        texts.add(null);
        var places = new ArrayList<@Nullable Object>();
        LongStream.range(0, categories.size()).forEach(places::add);
        places.add(null);
        return ElementwiseTypes.bind(
                LogicFunction.REPLACE_STRICT,
                List.of(
                        new BoundExpr.Cast(value, Types.UTF8, true, false),
                        new BoundExpr.Constant(DataType.listOf(Types.UTF8), Collections.unmodifiableList(texts)),
                        new BoundExpr.Constant(DataType.listOf(type), Collections.unmodifiableList(places))),
                Options.NONE);
    }

    /// The category at each place, null for a place that is none.
    ///
    /// @param strict whether such a place is an error
    static BoundExpr ofPlaces(BoundExpr places, List<String> categories, boolean strict) {
        if (!places.type().isInteger() && !(places.type() instanceof DataType.Null)) {
            throw Operands.invalid("cat.to", List.of(places));
        }
        int bits = categories.size() <= 0xFF ? 8 : categories.size() <= 0xFFFF ? 16 : 32;
        var type = new DataType.Dictionary(new DataType.Int(bits, false), Types.UTF8, true);
        BoundExpr text =
                DerivedTypes.own(
                        DerivedFunction.CAT_TO,
                        List.of(places),
                        List.of(Types.INT64),
                        Types.UTF8,
                        new TextAt(categories, strict));
        return new BoundExpr.Cast(text, type, true, false);
    }

    /// The rank of the row in which the category appears first.
    private BoundExpr byAppearance(BoundExpr value) {
        if (!rows.mayAddPlans()) {
            throw new PenstockException(
                            ErrorCode.UNSUPPORTED_OPERATION, "categories have no numbers inside of this expression")
                    .hint("compute cat.physical() in a step of its own, with with_columns");
        }
        Scope scope = rows.scope();
        BoundExpr isNull = new BoundExpr.Call(LogicFunction.IS_NULL, List.of(value), Options.NONE, Types.BOOL);
        BoundExpr.Ref row =
                rows.ordered(
                        OrderedFunction.CUM_COUNT, List.of(scope.define(isNull)), List.of(Types.BOOL), Options.NONE);
        var partition = new ArrayList<>(rows.group().partitionBy());
        partition.add(scope.define(new BoundExpr.Cast(value, Types.UTF8, true, false)));
        DataType type = AggregationTypes.of(Aggregation.MIN, List.of(row.type()));
        var least = new Computed("", Aggregation.MIN, List.of(row.name()), Options.NONE, null, List.of(), type);
        BoundExpr first = scope.window(partition, least);
        BoundExpr known =
                new BoundExpr.Case(
                        List.of(new BoundExpr.Branch(isNull, new BoundExpr.Constant(type, null))), first, type);
        BoundExpr rank =
                rows.ordered(
                        OrderedFunction.RANK,
                        List.of(scope.define(known)),
                        List.of(type),
                        new Options(Map.of("method", "dense")));
        BoundExpr place =
                ElementwiseTypes.bind(
                        MathFunction.SUB, List.of(rank, new BoundExpr.Constant(Types.INT32, 1L, true)), Options.NONE);
        return new BoundExpr.Cast(place, Types.UINT32, true, false);
    }
}
