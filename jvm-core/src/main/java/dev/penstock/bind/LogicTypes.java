package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.FixedSizeListOf;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The types of comparison, truth, and what is missing.
final class LogicTypes {
    private LogicTypes() {}

    static BoundExpr bind(LogicFunction function, List<BoundExpr> arguments, Options options) {
        return switch (function) {
            case EQ, NE, LT, LE, GT, GE, EQ_MISSING, NE_MISSING -> {
                arity(function, arguments, 2, 2);
                List<BoundExpr> both = comparable(function, arguments);
                boolean orders =
                        Set.of(LogicFunction.LT, LogicFunction.LE, LogicFunction.GT, LogicFunction.GE)
                                .contains(function);
                require(!orders || AggregationTypes.isOrdered(both.getFirst().type()), function, arguments);
                yield call(function, both, options, Types.BOOL);
            }
            case AND, OR, XOR -> {
                arity(function, arguments, 2, 2);
                yield logical(function, arguments, options);
            }
            case NOT -> {
                arity(function, arguments, 1, 1);
                DataType type = arguments.getFirst().type();
                require(isTruth(type) || type.isInteger(), function, arguments);
                yield type instanceof DataType.Null
                        ? new BoundExpr.Constant(Types.BOOL, null)
                        : call(function, List.of(Operands.settled(arguments.getFirst())), options, type);
            }
            case IS_NULL, IS_NOT_NULL -> {
                arity(function, arguments, 1, 1);
                yield call(function, List.of(Operands.settled(arguments.getFirst())), options, Types.BOOL);
            }
            case IS_NAN, IS_NOT_NAN, IS_FINITE, IS_INFINITE -> {
                arity(function, arguments, 1, 1);
                DataType type = arguments.getFirst().type();
                require(type.isInteger() || type.isFloat() || type instanceof DataType.Null, function, arguments);
                yield type instanceof DataType.Null
                        ? new BoundExpr.Constant(Types.BOOL, null)
                        : call(function, List.of(Operands.settled(arguments.getFirst())), options, Types.BOOL);
            }
            case IS_IN -> isIn(arguments, options);
            case IS_BETWEEN -> {
                arity(function, arguments, 3, 3);
                yield between(arguments, options);
            }
            case IS_CLOSE -> {
                arity(function, arguments, 2, 2);
                require(
                        arguments.stream().allMatch(e -> e.type().isNumeric() || isTruth(e.type())),
                        function,
                        arguments);
                List<BoundExpr> floats = arguments.stream().map(e -> Operands.as(e, Types.FLOAT64)).toList();
                yield call(function, floats, options, Types.BOOL);
            }
            case COALESCE -> {
                arity(function, arguments, 1, Integer.MAX_VALUE);
                DataType type =
                        options.flag("keep_type", false)
                                ? Operands.settled(arguments.getFirst()).type()
                                : Operands.resultType(arguments);
                List<BoundExpr> all = arguments.stream().map(e -> Operands.as(e, type)).toList();
                yield call(function, all, Options.NONE, type);
            }
            case FILL_NAN -> {
                arity(function, arguments, 2, 2);
                DataType type = arguments.getFirst().type();
                yield type.isFloat()
                        ? call(
                                function,
                                List.of(arguments.getFirst(), Operands.as(arguments.get(1), type)),
                                options,
                                type)
                        : Operands.settled(arguments.getFirst());
            }
            case ALL_HORIZONTAL, ANY_HORIZONTAL -> {
                arity(function, arguments, 1, Integer.MAX_VALUE);
                require(
                        arguments.stream().allMatch(e -> isTruth(e.type()) || e.type().isNumeric()),
                        function,
                        arguments);
                List<BoundExpr> all = arguments.stream().map(e -> Operands.as(e, Types.BOOL)).toList();
                yield call(function, all, options, Types.BOOL);
            }
            case REPLACE, REPLACE_STRICT -> replace(function, arguments, options);
        };
    }

    /// Both sides as one type. Text compares with text and bytes only: a number is never read out of text by accident.
    private static List<BoundExpr> comparable(LogicFunction function, List<BoundExpr> arguments) {
        boolean text = arguments.stream().anyMatch(e -> isText(e.type()));
        boolean fits =
                arguments.stream()
                        .map(BoundExpr::type)
                        .allMatch(type ->
                                isText(type)
                                        || type.logical() instanceof DataType.Binary
                                        || type instanceof DataType.Null);
        require(!text || fits, function, arguments);
        return Operands.unify(arguments);
    }

    private static boolean isText(DataType type) {
        return type.logical().isText();
    }

    private static BoundExpr logical(LogicFunction function, List<BoundExpr> arguments, Options options) {
        boolean truths = arguments.stream().allMatch(e -> isTruth(e.type()));
        if (truths) {
            return call(
                    function, arguments.stream().map(e -> Operands.as(e, Types.BOOL)).toList(), options, Types.BOOL);
        }
        require(
                arguments.stream().allMatch(e -> e.type().isInteger() || e.type() instanceof DataType.Null),
                function,
                arguments);
        List<BoundExpr> both = Operands.unify(arguments);
        return call(function, both, options, both.getFirst().type());
    }

    /// The second argument is a list column, a constant list (one argument for each element), or a column of elements.
    private static BoundExpr isIn(List<BoundExpr> arguments, Options options) {
        arity(LogicFunction.IS_IN, arguments, 1, Integer.MAX_VALUE);
        if (arguments.size() == 2 && isList(arguments.get(1).type()) && !isList(arguments.get(0).type())) {
            DataType element = element(arguments.get(1).type());
            BoundExpr first = arguments.get(0);
            DataType type = Operands.isDynamic(first) ? element : Supertype.require(first.type(), element);
            return call(
                    LogicFunction.IS_IN,
                    List.of(Operands.as(first, type), Operands.as(arguments.get(1), DataType.listOf(type))),
                    options,
                    Types.BOOL);
        }
        return call(LogicFunction.IS_IN, comparable(LogicFunction.IS_IN, arguments), options, Types.BOOL);
    }

    /// Two comparisons, each in the type that fits it: an int column may lie between floats.
    private static BoundExpr between(List<BoundExpr> arguments, Options options) {
        String closed = options.text("closed", "both");
        LogicFunction lower = closed.equals("both") || closed.equals("left") ? LogicFunction.GE : LogicFunction.GT;
        LogicFunction upper = closed.equals("both") || closed.equals("right") ? LogicFunction.LE : LogicFunction.LT;
        BoundExpr above = bind(lower, List.of(arguments.get(0), arguments.get(1)), Options.NONE);
        BoundExpr below = bind(upper, List.of(arguments.get(0), arguments.get(2)), Options.NONE);
        return call(LogicFunction.AND, List.of(above, below), Options.NONE, Types.BOOL);
    }

    /// The values to look for and those to put in their place are constant lists.
    private static BoundExpr replace(LogicFunction function, List<BoundExpr> arguments, Options options) {
        arity(function, arguments, 3, 4);
        BoundExpr input = Operands.settled(arguments.get(0));
        DataType from = Supertype.require(input.type(), element(arguments.get(1).type()));
        DataType to = element(arguments.get(2).type());
        var parts = new ArrayList<BoundExpr>();
        parts.add(Operands.as(input, from));
        parts.add(Operands.as(arguments.get(1), DataType.listOf(from)));
        DataType result = function == LogicFunction.REPLACE ? input.type() : to;
        if (arguments.size() == 4) {
            result = Operands.commonType(List.of(new BoundExpr.Ref("", to), arguments.get(3)));
        }
        parts.add(Operands.as(arguments.get(2), DataType.listOf(result)));
        if (arguments.size() == 4) {
            parts.add(Operands.as(arguments.get(3), result));
        }
        return call(function, parts, options, result);
    }

    private static boolean isTruth(DataType type) {
        return type instanceof Bool || type instanceof DataType.Null;
    }

    private static boolean isList(DataType type) {
        return type instanceof ListOf || type instanceof FixedSizeListOf;
    }

    private static DataType element(DataType type) {
        return switch (type) {
            case ListOf(Field element, _) -> element.type();
            case FixedSizeListOf(Field element, _) -> element.type();
            default -> throw Operands.invalid("list", List.of(new BoundExpr.Constant(type, null)));
        };
    }

    private static void require(boolean holds, LogicFunction function, List<BoundExpr> arguments) {
        if (!holds) {
            throw Operands.invalid(function.symbol(), arguments);
        }
    }
}
