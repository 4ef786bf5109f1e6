package dev.penstock.bind;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Options;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.List;
import java.util.Set;

/// The result types of functions that depend on the order of the rows, after Polars 2.1.
final class OrderedTypes {
    /// Functions that look at whole rows when they get several columns.
    private static final Set<OrderedFunction> IDENTITY =
            Set.of(
                    OrderedFunction.IS_DUPLICATED,
                    OrderedFunction.IS_UNIQUE,
                    OrderedFunction.IS_FIRST_DISTINCT,
                    OrderedFunction.IS_LAST_DISTINCT);

    private OrderedTypes() {}

    /// @throws PenstockException with code INVALID_OPERATION for arguments that the function does not have
    static DataType of(OrderedFunction function, List<DataType> arguments, Options options) {
        int least = function == OrderedFunction.ROW_INDEX ? 0 : 1;
        int most = function == OrderedFunction.SHIFT ? 2 : least;
        boolean ofRows = IDENTITY.contains(function);
        Arity.check(function, arguments.size(), least, ofRows ? Integer.MAX_VALUE : most);
        DataType type = arguments.isEmpty() ? Types.NULL : arguments.getFirst();
        if (options.has("weights")) {
            require(type.isNumeric() || type instanceof Bool, function, type);
            return type.equals(Types.FLOAT32) ? type : Types.FLOAT64;
        }
        return switch (function) {
            case SHIFT, FORWARD_FILL, BACKWARD_FILL -> type;
            case DIFF ->
                    switch (type) {
                        case Int(int bits, boolean signed) -> signed ? type : new Int(Math.min(64, bits * 2), true);
                        case DataType.FloatingPoint _, Duration _, DataType.Null _ -> type;
                        case Decimal decimal -> widest(decimal);
                        case Date _ -> new Duration(TimeUnit.MICROSECOND);
                        case Timestamp(TimeUnit unit, _) -> new Duration(unit);
                        case DataType.Time _ -> new Duration(TimeUnit.NANOSECOND);
                        default -> throw invalid(function, type);
                    };
            case PCT_CHANGE -> {
                require(type.isNumeric() || type instanceof Bool || type instanceof DataType.Null, function, type);
                yield type.equals(Types.FLOAT32) ? type : Types.FLOAT64;
            }
            case CUM_SUM ->
                    switch (type) {
                        case Bool _ -> AggregationTypes.INDEX;
                        case Int(int bits, _) -> bits <= 16 ? Types.INT64 : type;
                        case DataType.FloatingPoint _, Duration _ -> type;
                        case Decimal decimal -> widest(decimal);
                        default -> throw invalid(function, type);
                    };
            case CUM_PROD ->
                    switch (type) {
                        case Bool _ -> Types.INT64;
                        case Int(int bits, _) -> bits < 64 ? Types.INT64 : type;
                        case DataType.FloatingPoint _ -> type;
                        default -> throw invalid(function, type);
                    };
            case CUM_MIN, CUM_MAX -> {
                boolean bytes = type.isText() || type instanceof DataType.Binary;
                require(type.isNumeric() || type.isTemporal() || type instanceof Bool || bytes, function, type);
                yield type;
            }
            case CUM_COUNT, ROW_INDEX, RLE_ID -> AggregationTypes.INDEX;
            case RANK -> options.text("method", "average").equals("average") ? Types.FLOAT64 : AggregationTypes.INDEX;
            case IS_DUPLICATED, IS_UNIQUE, IS_FIRST_DISTINCT, IS_LAST_DISTINCT -> Types.BOOL;
            case INTERPOLATE -> {
                require(type.isNumeric() || type.isTemporal(), function, type);
                yield type.isInteger() && options.text("method", "linear").equals("linear") ? Types.FLOAT64 : type;
            }
            case ROLLING_SUM -> {
                requireWindow(function, options);
                require(type.isInteger() || type.isFloat() || type instanceof Bool, function, type);
                yield type instanceof Bool
                        ? AggregationTypes.INDEX
                        : type instanceof Int(int bits, _) && bits <= 16 ? Types.INT64 : type;
            }
            case ROLLING_MIN, ROLLING_MAX -> {
                requireWindow(function, options);
                boolean number = type.isInteger() || type.isFloat() || type instanceof Bool;
                require(number || type.isTemporal(), function, type);
                yield type;
            }
            case ROLLING_MEAN, ROLLING_STD, ROLLING_VAR, ROLLING_MEDIAN, ROLLING_QUANTILE -> {
                requireWindow(function, options);
                require(type.isNumeric() || type instanceof Bool, function, type);
                yield type.equals(Types.FLOAT32) ? type : Types.FLOAT64;
            }
        };
    }

    /// As many digits as the width has room for, 38 at least.
    private static DataType widest(Decimal decimal) {
        return new Decimal(decimal.bits() > 128 ? 256 : 128, decimal.bits() > 128 ? 76 : 38, decimal.scale());
    }

    private static void requireWindow(OrderedFunction function, Options options) {
        long size = options.integer("window_size", 2);
        long least = options.integer("min_samples", size);
        if (size < 1 || least < 0 || least > size) {
            throw new PenstockException(
                            ErrorCode.INVALID_OPERATION,
                            "\"%s\" over a window of %d rows with at least %d values"
                                    .formatted(function.symbol(), size, least))
                    .hint("window_size is at least 1, and min_samples is from 0 to window_size");
        }
    }

    private static void require(boolean holds, OrderedFunction function, DataType type) {
        if (!holds) {
            throw invalid(function, type);
        }
    }

    private static PenstockException invalid(OrderedFunction function, DataType type) {
        return new PenstockException(
                ErrorCode.INVALID_OPERATION, "\"" + function.symbol() + "\" is not defined for " + type);
    }
}
