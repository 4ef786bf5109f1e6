package dev.penstock.testing;

import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random types, values and batches. Every third value or so is one of the type's awkward ones. The same seed gives the
/// same values; put the seed into the test's name.
public final class RandomValues {
    private static final List<Style> STYLES =
            List.of(Style.PLAIN, Style.SLICED, Style.DEEP, Style.UNALIGNED, Style.WORST);

    private final Random random;

    public RandomValues(long seed) {
        random = new Random(seed);
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    public Style style() {
        return oneOf(STYLES);
    }

    /// `count` values of `type`, of which about `nullShare` are null.
    public List<Object> values(DataType type, int count, double nullShare) {
        var values = new ArrayList<Object>();
        // Dictionaries with narrow indices can hold few values, runs should repeat.
        boolean few = type instanceof DataType.Dictionary || type instanceof DataType.RunEndEncoded;
        List<Object> pool = new ArrayList<>();
        for (int i = 0; few && i < 12; i++) {
            pool.add(value(type));
        }
        for (int i = 0; i < count; i++) {
            if (!(type instanceof DataType.Union) && random.nextDouble() < nullShare) {
                values.add(null);
            } else {
                values.add(few ? oneOf(pool) : value(type));
            }
        }
        return values;
    }

    /// A value of `type` that is not null, except in type `null`.
    public Object value(DataType type) {
        List<?> awkward = Awkward.values(type);
        if (!awkward.isEmpty() && random.nextInt(3) == 0) {
            return oneOf(awkward);
        }
        return switch (type) {
            case DataType.Null _ -> null;
            case DataType.Bool _ -> random.nextBoolean();
            case DataType.Int(int bits, boolean signed) -> {
                BigInteger small = BigInteger.valueOf(random.nextInt(signed ? 41 : 21) - (signed ? 20 : 0));
                yield bits == 64 && !signed ? (Object) small : (Object) small.longValueExact();
            }
            case DataType.FloatingPoint _ -> (random.nextInt(2001) - 1000) / 8.0;
            case DataType.Decimal(_, int precision, int scale) ->
                    new BigDecimal(
                            BigInteger.valueOf(random.nextInt((int) Math.min(1_000_000, Math.pow(10, precision)))),
                            scale);
            case DataType.Utf8 _ -> text();
            case DataType.Binary _ -> ByteBuffer.wrap(bytes(random.nextInt(20)));
            case DataType.FixedSizeBinary(int width) -> ByteBuffer.wrap(bytes(width));
            case DataType.Date(boolean milliseconds) ->
                    (random.nextInt(40_000) - 10_000) * (milliseconds ? 86_400_000L : 1L);
            case DataType.Time(var unit) -> random.nextLong(86_400 * unit.perSecond());
            case DataType.Timestamp _, DataType.Duration _ -> random.nextLong(1L << 40) - (1L << 39);
            case DataType.Interval(DataType.IntervalUnit unit) ->
                    switch (unit) {
                        case YEAR_MONTH -> List.of((long) random.nextInt(100));
                        case DAY_TIME -> List.of((long) random.nextInt(100), (long) random.nextInt(1000));
                        case MONTH_DAY_NANO ->
                                List.of((long) random.nextInt(100), (long) random.nextInt(100), random.nextLong());
                    };
            case DataType.ListOf(Field element, _) ->
                    values(element.type(), random.nextInt(5), element.nullable() ? 0.2 : 0);
            case DataType.FixedSizeListOf(Field element, int size) -> values(element.type(), size, 0.2);
            case DataType.StructOf(List<Field> fields) -> {
                var parts = new ArrayList<Object>();
                fields.forEach(field -> parts.addAll(values(field.type(), 1, 0.2)));
                yield parts;
            }
            case DataType.MapOf map -> map(map);
            case DataType.Dictionary(_, DataType values, _) -> value(values);
            case DataType.RunEndEncoded(_, Field values) -> value(values.type());
            case DataType.Union(_, List<Integer> ids, List<Field> fields) -> {
                int field = random.nextInt(fields.size());
                yield new Tagged(ids.get(field), values(fields.get(field).type(), 1, 0.2).getFirst());
            }
        };
    }

    private List<Object> map(DataType.MapOf type) {
        var entries = new ArrayList<Object>();
        var keys = new ArrayList<Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Object key = value(type.key().type());
            if (!keys.contains(key)) {
                keys.add(key);
                var entry = new ArrayList<Object>();
                entry.add(key);
                entry.addAll(values(type.value().type(), 1, 0.2));
                entries.add(entry);
            }
        }
        return entries;
    }

    private String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(24); i > 0; i--) {
            text.append((char) ('a' + random.nextInt(6)));
        }
        return text.toString();
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /// Any type, nested up to `depth` levels.
    public DataType type(int depth) {
        int choice = random.nextInt(depth > 0 ? 14 : 8);
        return switch (choice) {
            case 8 -> new DataType.ListOf(Field.nullable("item", type(depth - 1)), oneOf(List.of(Elements.values())));
            case 9 -> new DataType.FixedSizeListOf(Field.nullable("item", type(depth - 1)), random.nextInt(4));
            case 10 ->
                    new DataType.StructOf(
                            List.of(Field.nullable("x", type(depth - 1)), Field.nullable("y", type(depth - 1))));
            case 11 ->
                    new DataType.Dictionary(
                            (DataType.Int) oneOf(List.of(Types.INT8, Types.UINT32, Types.INT64)),
                            oneOf(Awkward.FLAT.subList(1, 20)),
                            false);
            case 12 ->
                    new DataType.RunEndEncoded(
                            new Field("run_ends", oneOf(List.of(Types.INT16, Types.INT32, Types.INT64)), false),
                            Field.nullable("values", type(0)));
            case 13 ->
                    new DataType.MapOf(
                            new Field(
                                    "entries",
                                    new DataType.StructOf(
                                            List.of(
                                                    new Field("key", Types.UTF8, false),
                                                    Field.nullable("value", type(0)))),
                                    false),
                            false);
            case 7 -> new DataType.Utf8(oneOf(List.of(Bytes.values())));
            default -> oneOf(Awkward.FLAT);
        };
    }

    /// Up to five columns of any type.
    public Schema schema() {
        var fields = new ArrayList<Field>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            fields.add(Field.nullable("c" + i, type(2)));
        }
        return new Schema(fields);
    }

    /// `rows` rows of `schema`, each column in a style of its own.
    public Batch batch(Columns columns, Schema schema, int rows) {
        return batch(columns, schema, rows, true);
    }

    /// The same, perhaps without a null.
    public Batch batch(Columns columns, Schema schema, int rows, boolean nulls) {
        var made = new ArrayList<Column>();
        try {
            for (Field field : schema.fields()) {
                double nullShare = !nulls || random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.6;
                made.add(columns.in(style()).of(field.type(), values(field.type(), rows, nullShare)));
            }
            return new Batch(schema, rows, made);
        } catch (Throwable e) {
            Column.closeAll(made);
            throw e;
        }
    }
}
