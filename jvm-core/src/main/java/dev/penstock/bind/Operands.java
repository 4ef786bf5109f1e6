package dev.penstock.bind;

import dev.penstock.bind.BoundExpr.Constant;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How arguments of different types are brought together. Plain constants give way to columns.
final class Operands {
    private Operands() {}

    /// `expression` as `type`: itself, a constant of that type, or a strict cast.
    static BoundExpr as(BoundExpr expression, DataType type) {
        if (expression.type().equals(type) && !(expression instanceof Constant(_, _, boolean dynamic) && dynamic)) {
            return expression;
        }
        if (expression instanceof Constant(DataType from, Object value, _)) {
            Object converted = convert(value, from, type);
            if (value == null || converted != null) {
                return new Constant(type, converted);
            }
        }
        if (expression.type().sameValues(type) && !(type instanceof DataType.Dictionary)) {
            return expression;
        }
        // Polars: what an unsigned number has beyond the signed range is null once it has met a negative constant.
        boolean strict = !(expression.type().equals(Types.UINT64) && type.equals(Types.INT64));
        return new BoundExpr.Cast(expression, type, strict, false);
    }

    /// All of `expressions` as the one type that holds them all.
    static List<BoundExpr> unify(List<BoundExpr> expressions) {
        DataType type = commonType(expressions);
        var unified = new ArrayList<BoundExpr>();
        expressions.forEach(expression -> unified.add(as(expression, type)));
        return unified;
    }

    /// The type that holds all of `expressions`.
    ///
    /// @throws PenstockException with code SCHEMA_MISMATCH when there is none
    static DataType commonType(List<BoundExpr> expressions) {
        DataType type = Types.NULL;
        for (BoundExpr expression : expressions) {
            if (!isDynamic(expression)) {
                type = Supertype.require(type, expression.type());
            }
        }
        for (BoundExpr expression : expressions) {
            if (isDynamic(expression)) {
                type = withConstant(type, (Constant) expression);
            }
        }
        return type;
    }

    /// The type that holds all of `expressions`, where a constant text beside categories becomes one of them.
    ///
    /// @throws PenstockException with code SCHEMA_MISMATCH when there is none
    static DataType resultType(List<BoundExpr> expressions) {
        DataType columns = commonType(expressions.stream().filter(e -> !isText(e)).toList());
        return columns instanceof DataType.Dictionary(_, DataType values, _) && values.isText()
                ? columns
                : commonType(expressions);
    }

    private static boolean isText(BoundExpr expression) {
        return expression instanceof Constant constant && constant.type().isText();
    }

    static boolean isDynamic(BoundExpr expression) {
        return expression instanceof Constant(_, _, boolean dynamic) && dynamic;
    }

    /// The type of a plain number that meets nothing: int32 if it fits, else int64, else uint64; or float64.
    static DataType ownType(Constant constant) {
        return switch (constant.value()) {
            case Long number -> number == number.intValue() ? Types.INT32 : Types.INT64;
            case BigInteger number ->
                    number.bitLength() <= 64 && number.signum() >= 0 ? Types.UINT64 : Supertype.INT128;
            case null, default -> constant.type();
        };
    }

    /// A constant without a will of its own as one with its own type.
    static BoundExpr settled(BoundExpr expression) {
        return expression instanceof Constant constant && constant.dynamic()
                ? as(constant, ownType(constant))
                : expression;
    }

    private static DataType withConstant(DataType type, Constant constant) {
        Object value = constant.value();
        if (type instanceof DataType.Null || value == null) {
            return value == null ? type : ownType(constant);
        }
        if (value instanceof Double) {
            return type.isFloat()
                    ? type
                    : type.isNumeric() || type instanceof DataType.Bool
                            ? Types.FLOAT64
                            : Supertype.require(type, constant.type());
        }
        return switch (type) {
            case Int column -> fitting(column, new BigInteger(value.toString()));
            case DataType.FloatingPoint _, Duration _ -> type;
            case Decimal _ -> Supertype.require(type, ownType(constant));
            case DataType.Bool _ -> ownType(constant);
            default -> Supertype.require(type, ownType(constant));
        };
    }

    /// The column's own type if the number fits, else the smallest wider one that holds both.
    private static DataType fitting(Int column, BigInteger value) {
        boolean signed = column.signed() || value.signum() < 0;
        for (int bits = column.bits(); bits <= 64; bits *= 2) {
            boolean fits = signed ? value.bitLength() < bits : value.bitLength() <= bits;
            boolean holdsColumn = column.signed() == signed || bits > column.bits() || column.bits() == 64;
            if (fits && holdsColumn) {
                return new Int(bits, signed);
            }
        }
        return Supertype.INT128;
    }

    /// The value of a constant as another type, or null when that needs a cast at run time.
    private static @Nullable Object convert(@Nullable Object value, DataType from, DataType to) {
        return switch (value) {
            case null -> null;
            case Long number ->
                    switch (to) {
                        case Int(int bits, boolean signed) -> integer(BigInteger.valueOf(number), bits, signed);
                        case DataType.FloatingPoint _ when from.isInteger() -> number.doubleValue();
                        case Decimal(_, int precision, int scale) when from.isInteger() ->
                                decimal(BigDecimal.valueOf(number), precision, scale);
                        case Timestamp(TimeUnit unit, _) when from instanceof Timestamp(TimeUnit own, _) ->
                                rescale(number, own, unit);
                        case Duration(TimeUnit unit) when from instanceof Duration(TimeUnit own) ->
                                rescale(number, own, unit);
                        default -> null;
                    };
            case BigInteger number ->
                    switch (to) {
                        case Int(int bits, boolean signed) -> integer(number, bits, signed);
                        case DataType.FloatingPoint _ -> number.doubleValue();
                        case Decimal(_, int precision, int scale) -> decimal(new BigDecimal(number), precision, scale);
                        default -> null;
                    };
            case Double number -> to.isFloat() ? number : null;
            case BigDecimal number ->
                    switch (to) {
                        case Decimal(_, int precision, int scale) -> decimal(number, precision, scale);
                        case DataType.FloatingPoint _ -> number.doubleValue();
                        default -> null;
                    };
            case String text ->
                    to.isText() || (to instanceof DataType.Dictionary(_, DataType values, _) && values.isText())
                            ? text
                            : null;
            default -> from.sameValues(to) ? value : null;
        };
    }

    private static @Nullable Object integer(BigInteger value, int bits, boolean signed) {
        boolean fits = signed ? value.bitLength() < bits : value.signum() >= 0 && value.bitLength() <= bits;
        if (!fits) {
            return null;
        }
        return bits == 64 && !signed ? (Object) value : (Object) value.longValueExact();
    }

    private static @Nullable Object decimal(BigDecimal value, int precision, int scale) {
        BigDecimal scaled = value.setScale(scale, java.math.RoundingMode.HALF_EVEN);
        return scaled.compareTo(value) == 0 && scaled.precision() <= precision ? scaled : null;
    }

    /// Exact, or null when the coarser unit cannot say it.
    private static @Nullable Object rescale(long value, TimeUnit from, TimeUnit to) {
        if (to.perSecond() >= from.perSecond()) {
            return Math.multiplyExact(value, to.perSecond() / from.perSecond());
        }
        long factor = from.perSecond() / to.perSecond();
        return value % factor == 0 ? (Object) (value / factor) : null;
    }

    /// `expression` as a condition.
    ///
    /// @param owner whose condition it is, for the message
    /// @throws PenstockException with code INVALID_OPERATION unless it is boolean, or null
    static BoundExpr condition(BoundExpr expression, String owner) {
        if (!(expression.type() instanceof DataType.Bool || expression.type() instanceof DataType.Null)) {
            throw new PenstockException(
                            ErrorCode.INVALID_OPERATION,
                            "the condition of " + owner + " is " + expression.type() + ", not bool")
                    .hint("compare it with something, or test it with is_not_null()");
        }
        return as(expression, Types.BOOL);
    }

    /// The error for an operation on types that do not have it.
    static PenstockException invalid(String operation, List<BoundExpr> arguments) {
        String types =
                arguments.stream()
                        .map(argument -> argument.type().toString())
                        .collect(java.util.stream.Collectors.joining(" and "));
        return new PenstockException(ErrorCode.INVALID_OPERATION, "\"" + operation + "\" is not defined for " + types);
    }
}
