package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.DecimalLanes;
import dev.penstock.kernel.DecimalLanes.Rounding;
import dev.penstock.kernel.DecimalLanes.Step;
import dev.penstock.plan.MathFunction;
import dev.penstock.type.DataType;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Arithmetic of decimals. The binder has brought both sides of an operator to 38 digits and the larger of their
/// scales, which are the result's; more digits are an error.
final class DecimalArithmetic {
    private interface Loop {
        void run(Lanes[] in, long valid, long to, int n);
    }

    private DecimalArithmetic() {}

    /// Null where there is no such function of decimals.
    static @Nullable Node compile(MathFunction function, BoundExpr.Call call, List<Node> inputs) {
        if (!(call.arguments().getFirst().type().logical()
                        instanceof DataType.Decimal(int bits, int precision, int scale))
                || bits > 128
                || scale < 0
                || inputs.getFirst().kind() != Kind.WIDE) {
            return null;
        }
        Step unit = Step.ofDigits(scale);
        return switch (function) {
            case ADD ->
                    node(inputs, (in, valid, to, n) -> DecimalLanes.add(in[0].values(), in[1].values(), valid, to, n));
            case SUB ->
                    node(
                            inputs,
                            (in, valid, to, n) -> DecimalLanes.subtract(in[0].values(), in[1].values(), valid, to, n));
            case MUL ->
                    node(
                            inputs,
                            (in, valid, to, n) ->
                                    DecimalLanes.multiply(in[0].values(), in[1].values(), unit, valid, to, n));
            case TRUEDIV ->
                    node(
                            inputs,
                            (in, valid, to, n) ->
                                    DecimalLanes.divide(in[0].values(), in[1].values(), unit, valid, to, n));
            case FLOORDIV, MOD -> {
                boolean rest = function == MathFunction.MOD;
                yield node(
                        inputs,
                        (in, valid, to, n) ->
                                DecimalLanes.floorDivide(in[0].values(), in[1].values(), unit, rest, valid, to, n));
            }
            case NEG -> node(inputs, (in, _, to, n) -> DecimalLanes.negate(in[0].values(), to, n));
            case ABS -> node(inputs, (in, _, to, n) -> DecimalLanes.absolute(in[0].values(), to, n));
            case SIGN -> {
                if (precision == scale) {
                    // There is no room for a 1.
                    yield null;
                }
                BigInteger one = unit.exact();
                yield node(inputs, (in, _, to, n) -> DecimalLanes.sign(in[0].values(), one, to, n));
            }
            case FLOOR -> rounded(inputs, unit, Rounding.DOWN);
            case CEIL -> rounded(inputs, unit, Rounding.UP);
            case ROUND -> {
                boolean even = call.options().text("mode", "half_to_even").equals("half_to_even");
                yield rounded(call, inputs, scale, even ? Rounding.HALF_EVEN : Rounding.HALF_AWAY);
            }
            case TRUNCATE -> rounded(call, inputs, scale, Rounding.TOWARD_ZERO);
            default -> null;
        };
    }

    private static @Nullable Node rounded(BoundExpr.Call call, List<Node> inputs, int scale, Rounding rounding) {
        long decimals = call.options().integer("decimals", 0);
        return decimals < 0
                ? null
                : decimals >= scale
                        ? inputs.getFirst()
                        : rounded(inputs, Step.ofDigits(scale - (int) decimals), rounding);
    }

    private static Node rounded(List<Node> inputs, Step step, Rounding rounding) {
        return node(inputs, (in, valid, to, n) -> DecimalLanes.round(in[0].values(), step, rounding, valid, to, n));
    }

    private static Node node(List<Node> inputs, Loop loop) {
        return Computed.strict(
                Kind.WIDE, inputs, (in, to, n) -> loop.run(in, to.nulls() ? to.valid() : 0, to.room(), n));
    }
}
