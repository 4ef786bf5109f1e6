package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.plan.BinaryFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.List;

/// The types of functions on byte strings.
final class BinaryTypes {
    private BinaryTypes() {}

    static BoundExpr bind(BinaryFunction function, List<BoundExpr> arguments, Options options) {
        return switch (function) {
            case SIZE -> {
                arity(function, arguments, 1, 1);
                if (!(arguments.getFirst().type().logical() instanceof DataType.Binary)) {
                    throw Operands.invalid(function.symbol(), arguments);
                }
                boolean whole = options.text("unit", "b").equals("b");
                yield call(function, arguments, options, whole ? Types.UINT32 : Types.FLOAT64);
            }
        };
    }
}
