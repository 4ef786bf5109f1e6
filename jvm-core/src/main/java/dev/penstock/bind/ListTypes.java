package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.plan.Aggregation;
import dev.penstock.plan.ListFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.FixedSizeListOf;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// The types of functions on lists.
final class ListTypes {
    private ListTypes() {}

    static BoundExpr bind(ListFunction function, List<BoundExpr> arguments, Options options) {
        return switch (function) {
            case LEN -> {
                arity(function, arguments, 1, 1);
                element(function, arguments);
                yield call(function, arguments, options, Types.UINT32);
            }
            case GET -> {
                arity(function, arguments, 2, 2);
                DataType element = element(function, arguments);
                yield call(
                        function,
                        List.of(arguments.get(0), Operands.as(arguments.get(1), Types.INT64)),
                        options,
                        element);
            }
            case SUM -> aggregate(function, Aggregation.SUM, arguments, options);
            case MIN -> aggregate(function, Aggregation.MIN, arguments, options);
            case MAX -> aggregate(function, Aggregation.MAX, arguments, options);
            case MEAN -> aggregate(function, Aggregation.MEAN, arguments, options);
            case MEDIAN -> aggregate(function, Aggregation.MEDIAN, arguments, options);
            case ANY -> aggregate(function, Aggregation.ANY, arguments, options);
            case ALL -> aggregate(function, Aggregation.ALL, arguments, options);
            case ARG_MIN -> aggregate(function, Aggregation.ARG_MIN, arguments, options);
            case ARG_MAX -> aggregate(function, Aggregation.ARG_MAX, arguments, options);
            case N_UNIQUE -> aggregate(function, Aggregation.N_UNIQUE, arguments, options);
            case ITEM -> aggregate(function, Aggregation.ITEM, arguments, options);
            case CONTAINS -> withElement(function, arguments, options, Types.BOOL);
            case COUNT_MATCHES -> withElement(function, arguments, options, Types.UINT32);
            case JOIN -> {
                arity(function, arguments, 2, 2);
                if (!element(function, arguments).logical().isText()) {
                    throw Operands.invalid(function.symbol(), arguments);
                }
                BoundExpr separator = Operands.as(arguments.get(1), Types.UTF8);
                yield call(function, List.of(arguments.getFirst(), separator), options, Types.UTF8);
            }
            case SLICE -> {
                arity(function, arguments, 2, 3);
                yield counted(function, arguments, options);
            }
            case SHIFT -> {
                arity(function, arguments, 2, 2);
                yield counted(function, arguments, options);
            }
            case SORT, REVERSE -> {
                arity(function, arguments, 1, 1);
                element(function, arguments);
                yield call(function, arguments, options, arguments.getFirst().type());
            }
            case UNIQUE, DROP_NULLS -> {
                arity(function, arguments, 1, 1);
                yield call(function, arguments, options, DataType.listOf(element(function, arguments)));
            }
            case CONCAT -> {
                arity(function, arguments, 1, Integer.MAX_VALUE);
                List<BoundExpr> all = Operands.unify(arguments);
                element(function, all);
                yield call(function, all, options, all.getFirst().type());
            }
            case SET_INTERSECTION, SET_UNION, SET_DIFFERENCE, SET_SYMMETRIC_DIFFERENCE -> {
                arity(function, arguments, 2, 2);
                List<BoundExpr> both = Operands.unify(arguments);
                yield call(function, both, options, DataType.listOf(element(function, both)));
            }
            case GATHER -> {
                arity(function, arguments, 2, 2);
                BoundExpr positions = Operands.as(arguments.get(1), DataType.listOf(Types.INT64));
                yield call(
                        function,
                        List.of(arguments.getFirst(), positions),
                        options,
                        DataType.listOf(element(function, arguments)));
            }
            case TO_STRUCT -> {
                arity(function, arguments, 1, 1);
                DataType element = element(function, arguments);
                var fields = new ArrayList<Field>();
                options.texts("fields").forEach(name -> fields.add(Field.nullable(name, element)));
                yield call(function, arguments, options, new DataType.StructOf(fields));
            }
        };
    }

    /// The type is that of the aggregate of the elements.
    private static BoundExpr aggregate(
            ListFunction function, Aggregation aggregation, List<BoundExpr> arguments, Options options) {
        arity(function, arguments, 1, 1);
        return call(
                function, arguments, options, AggregationTypes.of(aggregation, List.of(element(function, arguments))));
    }

    private static BoundExpr withElement(
            ListFunction function, List<BoundExpr> arguments, Options options, DataType type) {
        arity(function, arguments, 2, 2);
        DataType common =
                Operands.commonType(List.of(new BoundExpr.Ref("", element(function, arguments)), arguments.get(1)));
        return call(
                function,
                List.of(Operands.as(arguments.get(0), DataType.listOf(common)), Operands.as(arguments.get(1), common)),
                options,
                type);
    }

    /// A list and numbers of elements.
    private static BoundExpr counted(ListFunction function, List<BoundExpr> arguments, Options options) {
        var parts = new ArrayList<BoundExpr>();
        parts.add(arguments.getFirst());
        arguments.subList(1, arguments.size()).forEach(count -> parts.add(Operands.as(count, Types.INT64)));
        return call(function, parts, options, DataType.listOf(element(function, arguments)));
    }

    private static DataType element(ListFunction function, List<BoundExpr> arguments) {
        return switch (arguments.getFirst().type()) {
            case ListOf(Field element, _) -> element.type();
            case FixedSizeListOf(Field element, _) -> element.type();
            default -> throw Operands.invalid(function.symbol(), arguments);
        };
    }
}
