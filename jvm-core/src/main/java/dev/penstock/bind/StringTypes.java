package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.plan.Options;
import dev.penstock.plan.StringFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.List;

/// The types of functions on text.
final class StringTypes {
    private StringTypes() {}

    static BoundExpr bind(StringFunction function, List<BoundExpr> arguments, Options options) {
        return switch (function) {
            case CONTAINS, STARTS_WITH, ENDS_WITH -> {
                arity(function, arguments, 2, 2);
                yield call(function, texts(function, arguments), options, Types.BOOL);
            }
            case LEN_BYTES, LEN_CHARS -> {
                arity(function, arguments, 1, 1);
                yield call(function, texts(function, arguments), options, Types.UINT32);
            }
            case TO_UPPERCASE, TO_LOWERCASE -> {
                arity(function, arguments, 1, 1);
                yield call(function, texts(function, arguments), options, Types.UTF8);
            }
            case CONCAT -> {
                arity(function, arguments, 1, Integer.MAX_VALUE);
                for (BoundExpr argument : arguments) {
                    if (Supertype.of(Types.UTF8, argument.type().logical()).isEmpty()) {
                        throw Operands.invalid(function.symbol(), arguments);
                    }
                }
                yield call(
                        function,
                        arguments.stream().map(e -> Operands.as(e, Types.UTF8)).toList(),
                        options,
                        Types.UTF8);
            }
        };
    }

    private static List<BoundExpr> texts(StringFunction function, List<BoundExpr> arguments) {
        for (BoundExpr argument : arguments) {
            if (!argument.type().logical().isText() && !(argument.type() instanceof DataType.Null)) {
                throw Operands.invalid(function.symbol(), arguments);
            }
        }
        return arguments.stream().map(e -> Operands.as(e, Types.UTF8)).toList();
    }
}
