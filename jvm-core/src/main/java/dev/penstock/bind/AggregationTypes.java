package dev.penstock.bind;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Aggregation;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.List;
import java.util.Optional;

/// The result types of aggregations, after Polars 2.1.
final class AggregationTypes {
    /// What Polars counts with: 32 bits in its usual build.
    static final DataType INDEX = Types.UINT32;

    private AggregationTypes() {}

    /// @throws PenstockException with code INVALID_OPERATION for arguments that the function does not have
    static DataType of(Aggregation function, List<DataType> arguments) {
        int expected =
                switch (function) {
                    case LEN -> 0;
                    case CORR, COV, MIN_BY, MAX_BY -> 2;
                    default -> 1;
                };
        Arity.check(function, arguments.size(), expected, function == Aggregation.LEN ? 1 : expected);
        DataType type = arguments.isEmpty() ? Types.NULL : arguments.getFirst();
        return switch (function) {
            case COUNT, LEN, NULL_COUNT, N_UNIQUE, ARG_MIN, ARG_MAX -> INDEX;
            case APPROX_N_UNIQUE -> {
                require(isOrdered(type), function, type);
                yield INDEX;
            }
            case SUM ->
                    switch (type) {
                        case Bool _ -> INDEX;
                        case Int(int bits, _) -> bits <= 16 ? Types.INT64 : type;
                        case DataType.FloatingPoint _, Duration _ -> type;
                        case Decimal(int bits, _, int scale) ->
                                new Decimal(bits > 128 ? 256 : 128, bits > 128 ? 76 : 38, scale);
                        case DataType.Null _ -> Types.NULL;
                        default -> throw invalid(function, type);
                    };
            case PRODUCT ->
                    switch (type) {
                        case Bool _ -> Types.INT64;
                        case Int(int bits, _) -> bits < 64 ? Types.INT64 : type;
                        case DataType.FloatingPoint _ -> type;
                        case Decimal(_, _, int scale) -> new Decimal(128, 38, scale);
                        default -> throw invalid(function, type);
                    };
            case MEAN, MEDIAN, QUANTILE -> middle(function, type);
            case STD, VAR -> {
                require(isNumber(type), function, type);
                yield type instanceof DataType.Null || type.equals(Types.FLOAT32) ? type : Types.FLOAT64;
            }
            case SKEW, KURTOSIS -> {
                require(isNumber(type), function, type);
                yield Types.FLOAT64;
            }
            case MIN, MAX, FIRST, LAST, ITEM -> {
                require(
                        isOrdered(type)
                                || function == Aggregation.FIRST
                                || function == Aggregation.LAST
                                || function == Aggregation.ITEM,
                        function,
                        type);
                yield type;
            }
            case NAN_MIN, NAN_MAX -> {
                require(isOrdered(type), function, type);
                yield type;
            }
            case ANY, ALL -> {
                require(type instanceof Bool || type instanceof DataType.Null, function, type);
                yield Types.BOOL;
            }
            case HAS_NULLS -> Types.BOOL;
            case IMPLODE -> DataType.listOf(type);
            case BITWISE_AND, BITWISE_OR, BITWISE_XOR -> {
                require(type.isInteger() || type instanceof Bool, function, type);
                yield type;
            }
            case CORR, COV -> {
                require(arguments.stream().allMatch(AggregationTypes::isNumber), function, type);
                Optional<DataType> common = Supertype.of(type, arguments.get(1));
                yield common.isPresent() && common.get().equals(Types.FLOAT32) ? Types.FLOAT32 : Types.FLOAT64;
            }
            case MIN_BY, MAX_BY -> {
                require(isOrdered(arguments.get(1)), function, arguments.get(1));
                yield type;
            }
        };
    }

    private static DataType middle(Aggregation function, DataType type) {
        boolean hasMiddle =
                function != Aggregation.QUANTILE || !(type instanceof Bool || type instanceof DataType.Null);
        require(hasMiddle, function, type);
        return switch (type) {
            case Bool _, Int _, Decimal _ -> Types.FLOAT64;
            case DataType.FloatingPoint(int bits) -> bits == 32 ? type : Types.FLOAT64;
            case Date _ -> new Timestamp(TimeUnit.MICROSECOND, null);
            case Timestamp _, Time _, Duration _, DataType.Null _ -> type;
            default -> throw invalid(function, type);
        };
    }

    /// What the function works on: numbers are truth values for `any` and `all`.
    static RowSet prepared(Aggregation function, RowSet rows) {
        boolean truth = (function == Aggregation.ANY || function == Aggregation.ALL) && rows.value().type().isNumeric();
        return truth ? new RowSet(Operands.as(rows.value(), Types.BOOL), rows.filter(), rows.orderBy()) : rows;
    }

    private static boolean isNumber(DataType type) {
        return type.isNumeric() || type instanceof Bool || type instanceof DataType.Null;
    }

    static boolean isOrdered(DataType type) {
        return switch (type.logical()) {
            case DataType.ListOf _,
                    DataType.FixedSizeListOf _,
                    DataType.StructOf _,
                    DataType.MapOf _,
                    DataType.Union _ ->
                    false;
            default -> true;
        };
    }

    private static void require(boolean holds, Aggregation function, DataType type) {
        if (!holds) {
            throw invalid(function, type);
        }
    }

    private static PenstockException invalid(Aggregation function, DataType type) {
        return new PenstockException(
                ErrorCode.INVALID_OPERATION, "\"" + function.symbol() + "\" is not defined for " + type);
    }
}
