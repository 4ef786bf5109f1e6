package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.BinaryFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.List;

/// The types of functions on byte strings.
final class BinaryTypes {
    private static final List<String> SIZES = List.of("b", "kb", "mb", "gb", "tb");

    private BinaryTypes() {}

    static BoundExpr bind(BinaryFunction function, List<BoundExpr> arguments, Options options) {
        return switch (function) {
            case SIZE -> {
                String unit = options.text("unit", "b");
                if (!SIZES.contains(unit)) {
                    throw PenstockException.unknown(ErrorCode.INVALID_OPERATION, "unit", unit, SIZES);
                }
                boolean whole = unit.equals("b");
                yield bytes(function, arguments, 1, options, whole ? Types.UINT32 : Types.FLOAT64);
            }
            case CONTAINS, STARTS_WITH, ENDS_WITH -> bytes(function, arguments, 2, options, Types.BOOL);
            case ENCODE -> bytes(function, arguments, 1, options, Types.UTF8);
            case DECODE -> bytes(function, arguments, 1, options, Types.BINARY);
        };
    }

    private static BoundExpr bytes(
            BinaryFunction function, List<BoundExpr> arguments, int count, Options options, DataType type) {
        arity(function, arguments, count, count);
        for (BoundExpr argument : arguments) {
            if (!(argument.type().logical() instanceof DataType.Binary || argument.type() instanceof DataType.Null)) {
                throw Operands.invalid(function.symbol(), arguments);
            }
        }
        return call(function, arguments.stream().map(e -> Operands.as(e, Types.BINARY)).toList(), options, type);
    }
}
