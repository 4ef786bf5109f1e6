package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.plan.ListFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.FixedSizeListOf;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
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
        };
    }

    private static DataType element(ListFunction function, List<BoundExpr> arguments) {
        return switch (arguments.getFirst().type()) {
            case ListOf(Field element, _) -> element.type();
            case FixedSizeListOf(Field element, _) -> element.type();
            default -> throw Operands.invalid(function.symbol(), arguments);
        };
    }
}
