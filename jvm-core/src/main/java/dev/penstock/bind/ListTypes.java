package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.ListFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.FixedSizeListOf;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;

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
            case STD -> aggregate(function, Aggregation.STD, arguments, options);
            case VAR -> aggregate(function, Aggregation.VAR, arguments, options);
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
            case SLICE, GATHER_EVERY -> {
                arity(function, arguments, function == ListFunction.SLICE ? 2 : 3, 3);
                yield counted(function, arguments, options);
            }
            case SHIFT -> {
                arity(function, arguments, 2, 2);
                BoundExpr.Call shifted = counted(function, arguments, options);
                // As many elements as before, so that an array stays one.
                yield call(function, shifted.arguments(), options, sameLength(arguments.getFirst(), shifted.type()));
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
            case FILTER -> {
                arity(function, arguments, 2, 2);
                BoundExpr mask = Operands.as(arguments.get(1), DataType.listOf(Types.BOOL));
                yield call(
                        function,
                        List.of(arguments.getFirst(), mask),
                        options,
                        DataType.listOf(element(function, arguments)));
            }
            case TO_LIST -> {
                arity(function, arguments, 1, 1);
                yield Operands.as(arguments.getFirst(), DataType.listOf(element(function, arguments)));
            }
            case DOT -> dot(function, arguments, options);
            case SAMPLE -> sample(function, arguments, options);
            case TO_ARRAY -> {
                arity(function, arguments, 1, 1);
                yield call(
                        function,
                        arguments,
                        options,
                        new FixedSizeListOf(
                                Field.nullable("item", element(function, arguments)),
                                Math.toIntExact(options.integer("width", 0))));
            }
            case CONCAT_LIST -> {
                arity(function, arguments, 1, Integer.MAX_VALUE);
                boolean whole = options.flag("whole", false);
                DataType common =
                        Operands.commonType(whole ? arguments : arguments.stream().map(ListTypes::asElement).toList());
                DataType lists = DataType.listOf(common);
                yield call(
                        function,
                        arguments.stream().map(a -> Operands.as(a, !whole && isList(a) ? lists : common)).toList(),
                        options,
                        lists);
            }
            case TO_STRUCT -> {
                arity(function, arguments, 1, 1);
                DataType element = element(function, arguments);
                var fields = new ArrayList<Field>();
                fieldNames(arguments.getFirst(), options).forEach(name -> fields.add(Field.nullable(name, element)));
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
    private static BoundExpr.Call counted(ListFunction function, List<BoundExpr> arguments, Options options) {
        var parts = new ArrayList<BoundExpr>();
        parts.add(arguments.getFirst());
        arguments.subList(1, arguments.size()).forEach(count -> parts.add(Operands.as(count, Types.INT64)));
        return call(function, parts, options, DataType.listOf(element(function, arguments)));
    }

    private static DataType sameLength(BoundExpr list, DataType otherwise) {
        return list.type() instanceof FixedSizeListOf ? list.type() : otherwise;
    }

    private static List<String> fieldNames(BoundExpr list, Options options) {
        List<String> names = options.texts("fields");
        if (!options.flag("whole", false)) {
            return names;
        }
        if (!(list.type() instanceof FixedSizeListOf(_, int size))) {
            throw Operands.invalid("arr.to_struct", List.of(list));
        }
        if (names.isEmpty()) {
            return IntStream.range(0, size).mapToObj(i -> "field_" + i).toList();
        }
        if (names.size() != size) {
            throw new PenstockException(
                    ErrorCode.SCHEMA_MISMATCH,
                    "arr.to_struct needs a name for each element: there are "
                            + size
                            + " elements and "
                            + names.size()
                            + " names");
        }
        return names;
    }

    /// The elements as numbers of one type, and the type of the sum of such.
    private static BoundExpr dot(ListFunction function, List<BoundExpr> arguments, Options options) {
        arity(function, arguments, 2, 2);
        DataType common = Operands.commonType(arguments.stream().map(ListTypes::asElement).toList());
        if (!(common instanceof DataType.Int || common.isFloat())) {
            throw Operands.invalid(function.symbol(), arguments);
        }
        int width = -1;
        var lists = new ArrayList<BoundExpr>();
        for (BoundExpr argument : arguments) {
            if (!(argument.type() instanceof FixedSizeListOf(_, int size))) {
                throw Operands.invalid(function.symbol(), arguments);
            }
            if (width >= 0 && width != size) {
                throw new PenstockException(
                        ErrorCode.SHAPE, "arr.dot needs arrays of one width, not of " + width + " and " + size);
            }
            width = size;
            lists.add(Operands.as(argument, new FixedSizeListOf(Field.nullable("item", common), size)));
        }
        return call(function, lists, options, AggregationTypes.of(Aggregation.SUM, List.of(common)));
    }

    /// Without a seed each row has its own draw; the options then keep one that tells this call from others.
    private static BoundExpr sample(ListFunction function, List<BoundExpr> arguments, Options options) {
        arity(function, arguments, 2, 2);
        boolean fraction = options.flag("fraction", false);
        var settings = new HashMap<>(options.values());
        settings.put("seed", Seeds.of(options.integer("seed")));
        settings.put("each_row", !options.has("seed"));
        return call(
                function,
                List.of(arguments.getFirst(), Operands.as(arguments.get(1), fraction ? Types.FLOAT64 : Types.INT64)),
                new Options(settings),
                DataType.listOf(element(function, arguments)));
    }

    /// What stands for an argument of `concat_list` where its elements meet others.
    private static BoundExpr asElement(BoundExpr argument) {
        return switch (argument.type()) {
            case ListOf(Field element, _) -> new BoundExpr.Ref("", element.type());
            case FixedSizeListOf(Field element, _) -> new BoundExpr.Ref("", element.type());
            default -> argument;
        };
    }

    private static boolean isList(BoundExpr argument) {
        return argument.type() instanceof ListOf || argument.type() instanceof FixedSizeListOf;
    }

    private static DataType element(ListFunction function, List<BoundExpr> arguments) {
        return switch (arguments.getFirst().type()) {
            case ListOf(Field element, _) -> element.type();
            case FixedSizeListOf(Field element, _) -> element.type();
            default -> throw Operands.invalid(function.symbol(), arguments);
        };
    }
}
