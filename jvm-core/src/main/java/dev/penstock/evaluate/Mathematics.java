package dev.penstock.evaluate;

import dev.penstock.kernel.DoubleLanes;
import dev.penstock.plan.MathFunction;
import dev.penstock.plan.Options;
import java.util.function.DoubleUnaryOperator;

/// Functions of one float.
final class Mathematics {
    /// A loop over the lanes of one float.
    interface Loop {
        void run(long a, long to, int n);
    }

    /// Powers of ten up to this one are exact.
    private static final long MOST_DECIMALS = 22;

    private Mathematics() {}

    static Loop loop(MathFunction function, Options options) {
        return switch (function) {
            case SQRT -> DoubleLanes::squareRoot;
            case FLOOR -> DoubleLanes::floor;
            case CEIL -> DoubleLanes::ceil;
            case ROUND -> rounded(options);
            case TRUNCATE -> scaled(options, x -> x < 0 ? Math.ceil(x) : Math.floor(x));
            case CBRT -> each(Math::cbrt);
            case EXP -> each(Math::exp);
            case LOG -> logarithm(options.number("base", Math.E));
            case LOG1P -> each(Math::log1p);
            case SIN -> each(Math::sin);
            case COS -> each(Math::cos);
            case TAN -> each(Math::tan);
            case COT -> each(x -> 1 / Math.tan(x));
            case ARCSIN -> each(Math::asin);
            case ARCCOS -> each(Math::acos);
            case ARCTAN -> each(Math::atan);
            case SINH -> each(Math::sinh);
            case COSH -> each(Math::cosh);
            case TANH -> each(Math::tanh);
            case ARCSINH -> each(Mathematics::arcsinh);
            case ARCCOSH -> each(x -> Math.log(x + Math.sqrt(x - 1) * Math.sqrt(x + 1)));
            case ARCTANH -> each(x -> 0.5 * (Math.log1p(x) - Math.log1p(-x)));
            case DEGREES -> each(x -> x * (180.0 / Math.PI));
            case RADIANS -> each(x -> x * (Math.PI / 180.0));
            default -> throw new NoKernel(function.symbol());
        };
    }

    private static Loop each(DoubleUnaryOperator function) {
        return (a, to, n) -> DoubleLanes.map(a, to, n, function);
    }

    private static Loop logarithm(double base) {
        if (base == Math.E) {
            return each(Math::log);
        }
        double divisor = Math.log(base);
        return base == 10 ? each(Math::log10) : each(x -> Math.log(x) / divisor);
    }

    private static double arcsinh(double x) {
        double size = Math.abs(x);
        if (size > 1e150) {
            // The square would be infinite, and the 1 beside it is lost anyway.
            return Math.copySign(Math.log(size) + Math.log(2), x);
        }
        return Math.copySign(Math.log1p(size + size * size / (1 + Math.sqrt(1 + size * size))), x);
    }

    private static Loop rounded(Options options) {
        boolean even = options.text("mode", "half_to_even").equals("half_to_even");
        if (even && options.integer("decimals", 0) == 0) {
            return DoubleLanes::roundEven;
        }
        return scaled(options, even ? Math::rint : Mathematics::roundAway);
    }

    static double roundAway(double x) {
        double whole = x < 0 ? Math.ceil(x) : Math.floor(x);
        return Math.abs(x - whole) >= 0.5 ? whole + Math.signum(x) : whole;
    }

    /// Applies `function` at a number of decimal places.
    private static Loop scaled(Options options, DoubleUnaryOperator function) {
        long decimals = options.integer("decimals", 0);
        if (decimals < 0 || decimals > MOST_DECIMALS) {
            throw new NoKernel("rounding to " + decimals + " decimals");
        }
        double factor = Math.pow(10, (double) decimals);
        return each(x -> {
            double scaled = function.applyAsDouble(x * factor) / factor;
            // A number too large to be scaled has no decimals to lose.
            return Double.isFinite(scaled) ? scaled : x;
        });
    }
}
