package dev.penstock.testing;

import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.Field;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The types that tests walk, and each type's values that break things.
public final class Awkward {
    /// Types without children.
    public static final List<DataType> FLAT =
            List.of(
                    Types.NULL,
                    Types.BOOL,
                    Types.INT8,
                    Types.INT16,
                    Types.INT32,
                    Types.INT64,
                    Types.UINT8,
                    Types.UINT16,
                    Types.UINT32,
                    Types.UINT64,
                    Types.FLOAT32,
                    Types.FLOAT64,
                    Types.UTF8,
                    new DataType.Utf8(Bytes.OFFSETS64),
                    new DataType.Utf8(Bytes.VIEWS),
                    Types.BINARY,
                    new DataType.Binary(Bytes.OFFSETS64),
                    new DataType.Binary(Bytes.VIEWS),
                    Types.DATE32,
                    new DataType.Timestamp(TimeUnit.MICROSECOND, "Europe/Berlin"),
                    new DataType.FloatingPoint(16),
                    new DataType.Decimal(128, 38, 2),
                    new DataType.Decimal(256, 60, 3),
                    new DataType.FixedSizeBinary(3),
                    new DataType.Date(true),
                    new DataType.Time(TimeUnit.MILLISECOND),
                    new DataType.Time(TimeUnit.NANOSECOND),
                    new DataType.Timestamp(TimeUnit.NANOSECOND, null),
                    new DataType.Duration(TimeUnit.SECOND),
                    new DataType.Interval(DataType.IntervalUnit.YEAR_MONTH),
                    new DataType.Interval(DataType.IntervalUnit.DAY_TIME),
                    new DataType.Interval(DataType.IntervalUnit.MONTH_DAY_NANO));

    /// Types with children, dictionaries or runs: every nested layout at least once, some inside of others.
    public static final List<DataType> NESTED =
            List.of(
                    DataType.listOf(Types.INT64),
                    new DataType.ListOf(Field.nullable("item", Types.UTF8), Elements.OFFSETS64),
                    new DataType.ListOf(Field.nullable("item", new DataType.Utf8(Bytes.VIEWS)), Elements.VIEWS32),
                    new DataType.ListOf(Field.nullable("item", Types.BOOL), Elements.VIEWS64),
                    DataType.listOf(DataType.listOf(Types.INT16)),
                    new DataType.FixedSizeListOf(Field.nullable("item", Types.FLOAT64), 2),
                    new DataType.FixedSizeListOf(Field.nullable("item", Types.UTF8), 0),
                    new DataType.StructOf(List.of(Field.nullable("a", Types.INT32), Field.nullable("b", Types.UTF8))),
                    new DataType.StructOf(
                            List.of(Field.nullable("a", DataType.listOf(Types.BOOL)), Field.nullable("n", Types.NULL))),
                    new DataType.StructOf(List.of()),
                    new DataType.FixedSizeListOf(
                            Field.nullable("item", new DataType.StructOf(List.of(Field.nullable("a", Types.INT8)))), 3),
                    new DataType.MapOf(
                            new Field(
                                    "entries",
                                    new DataType.StructOf(
                                            List.of(
                                                    new Field("key", Types.UTF8, false),
                                                    Field.nullable("value", Types.INT64))),
                                    false),
                            false),
                    new DataType.Dictionary((DataType.Int) Types.UINT32, Types.UTF8, false),
                    new DataType.Dictionary((DataType.Int) Types.INT8, new DataType.Utf8(Bytes.VIEWS), true),
                    new DataType.Dictionary((DataType.Int) Types.INT64, Types.INT32, false),
                    DataType.listOf(new DataType.Dictionary((DataType.Int) Types.UINT16, Types.UTF8, false)),
                    new DataType.RunEndEncoded(
                            new Field("run_ends", Types.INT32, false), Field.nullable("values", Types.UTF8)),
                    new DataType.RunEndEncoded(
                            new Field("run_ends", Types.INT16, false), Field.nullable("values", Types.INT64)),
                    new DataType.Union(
                            false,
                            List.of(0, 1),
                            List.of(Field.nullable("i", Types.INT32), Field.nullable("s", Types.UTF8))),
                    new DataType.Union(
                            true,
                            List.of(5, 7),
                            List.of(Field.nullable("i", Types.INT64), Field.nullable("s", Types.UTF8))));

    private Awkward() {}

    /// All of [#FLAT] and [#NESTED].
    public static Stream<DataType> types() {
        return Stream.concat(FLAT.stream(), NESTED.stream());
    }

    /// Extremes, signed zeros, NaN, empty and non-ASCII text; empty for types whose values are made of others.
    public static List<?> values(DataType type) {
        return switch (type) {
            case DataType.Bool _ -> List.of(true, false);
            case DataType.Int(int bits, boolean signed) -> integers(bits, signed);
            case DataType.FloatingPoint(int bits) -> floats(bits);
            case DataType.Decimal(_, int precision, int scale) -> {
                BigDecimal most = new BigDecimal(BigInteger.TEN.pow(precision).subtract(BigInteger.ONE), scale);
                yield List.of(most, most.negate(), BigDecimal.ZERO.setScale(scale));
            }
            case DataType.Utf8 _ -> texts();
            case DataType.Binary _ ->
                    texts().stream().map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_16LE))).toList();
            case DataType.Date(boolean milliseconds) -> {
                long unit = milliseconds ? 86_400_000L : 1;
                yield List.of(0L, -1 * unit, 19_723 * unit, -719_528 * unit);
            }
            case DataType.Time(var unit) -> List.of(0L, 86_400 * unit.perSecond() - 1);
            case DataType.Timestamp _, DataType.Duration _ -> List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE + 1);
            case DataType.Dictionary(_, DataType values, _) -> values(values);
            case DataType.RunEndEncoded(_, Field values) -> values(values.type());
            case DataType.Null _,
                    DataType.FixedSizeBinary _,
                    DataType.Interval _,
                    DataType.ListOf _,
                    DataType.FixedSizeListOf _,
                    DataType.StructOf _,
                    DataType.MapOf _,
                    DataType.Union _ ->
                    List.of();
        };
    }

    private static List<Object> integers(int bits, boolean signed) {
        BigInteger least = signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
        BigInteger most = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
        var values = new ArrayList<Object>();
        for (BigInteger value :
                List.of(
                        least,
                        most,
                        least.add(BigInteger.ONE),
                        most.subtract(BigInteger.ONE),
                        BigInteger.ZERO,
                        BigInteger.ONE)) {
            values.add(bits == 64 && !signed ? value : (Object) value.longValueExact());
        }
        if (signed) {
            values.add(-1L);
        }
        return values;
    }

    private static List<Double> floats(int bits) {
        double most = bits == 16 ? 65504 : bits == 32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        double least = bits == 16 ? 0x1p-24 : bits == 32 ? Float.MIN_VALUE : Double.MIN_VALUE;
        return List.of(
                Double.NaN,
                -0.0,
                0.0,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                most,
                -most,
                least,
                0.5,
                -2.5,
                1.5);
    }

    /// Around the sizes at which views change their form, and beyond ASCII.
    private static List<String> texts() {
        return List.of(
                "",
                "a",
                "twelve bytes",
                "thirteen byte",
                "naïve",
                "日本語",
                "🙂🙃",
                "e\u0301",
                "\u0000",
                "x".repeat(300),
                "x".repeat(299) + "y");
    }
}
