package dev.penstock.bind;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.BinaryFunction;
import dev.penstock.plan.DerivedFunction;
import dev.penstock.plan.Function;
import dev.penstock.plan.ListFunction;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.MapFunction;
import dev.penstock.plan.MathFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.StringFunction;
import dev.penstock.plan.StructFunction;
import dev.penstock.plan.TemporalFunction;
import dev.penstock.type.DataType;
import java.util.List;

/// The result types of elementwise functions, and the conversions that their arguments need first.
final class ElementwiseTypes {
    private ElementwiseTypes() {}

    /// The call with typed arguments.
    ///
    /// @throws dev.penstock.error.PenstockException with code INVALID_OPERATION or SCHEMA_MISMATCH for arguments that
    ///   do not fit
    static BoundExpr bind(Function.Elementwise function, List<BoundExpr> arguments, Options options) {
        arguments.forEach(argument -> refuseUnion(argument, function.symbol()));
        return switch (function) {
            case MathFunction f -> MathTypes.bind(f, arguments, options);
            case LogicFunction f -> LogicTypes.bind(f, arguments, options);
            case StringFunction f -> StringTypes.bind(f, arguments, options);
            case TemporalFunction f -> TemporalTypes.bind(f, arguments, options);
            case ListFunction f -> ListTypes.bind(f, arguments, options);
            case StructFunction f -> StructTypes.bind(f, arguments, options);
            case MapFunction f -> MapTypes.bind(f, arguments, options);
            case BinaryFunction f -> BinaryTypes.bind(f, arguments, options);
            case DerivedFunction f -> DerivedTypes.bind(f, arguments, options);
            case Function.OfUser f -> UserFunctions.scalar(f, arguments);
        };
    }

    /// Unions are passed through and nothing else.
    ///
    /// @throws PenstockException with code UNSUPPORTED_TYPE, and the column
    static void refuseUnion(BoundExpr argument, String use) {
        if (argument.type() instanceof DataType.Union) {
            String name = argument instanceof BoundExpr.Ref(String column, _) ? column : "";
            String what = name.isEmpty() ? "a value" : "the column \"" + name + "\"";
            var refusal =
                    new PenstockException(
                                    ErrorCode.UNSUPPORTED_TYPE,
                                    what + " of type " + argument.type() + " cannot be used by " + use)
                            .hint("unions can be selected, renamed and passed through");
            throw name.isEmpty() ? refusal : refusal.column(name);
        }
    }

    static void arity(Function function, List<BoundExpr> arguments, int least, int most) {
        Arity.check(function, arguments.size(), least, most);
    }

    static BoundExpr.Call call(
            Function.Elementwise function, List<BoundExpr> arguments, Options options, DataType type) {
        return new BoundExpr.Call(function, arguments, options, type);
    }
}
