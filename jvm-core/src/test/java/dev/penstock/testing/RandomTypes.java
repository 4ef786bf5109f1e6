package dev.penstock.testing;

import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Types, fields and schemas of every kind, drawn at random.
public final class RandomTypes {
    private static final List<String> NAMES =
            List.of("a", "price", "größe", "日付", "", " ", "a.b", "quote\"", "back\\slash", "🙂", "new\nline", "__0");

    private final RandomGenerator random;

    public RandomTypes(RandomGenerator random) {
        this.random = random;
    }

    public <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /// A name, awkward more often than not.
    public String name() {
        return one(NAMES);
    }

    /// A type without children.
    public DataType flat() {
        TimeUnit unit = one(List.of(TimeUnit.values()));
        Bytes bytes = one(List.of(Bytes.values()));
        return switch (random.nextInt(14)) {
            case 0 -> Types.NULL;
            case 1 -> Types.BOOL;
            case 2, 3 -> new DataType.Int(8 << random.nextInt(4), random.nextBoolean());
            case 4 -> new DataType.FloatingPoint(16 << random.nextInt(3));
            case 5 -> decimal();
            case 6 -> new DataType.Utf8(bytes);
            case 7 -> new DataType.Binary(bytes);
            case 8 -> new DataType.FixedSizeBinary(random.nextInt(20));
            case 9 -> new DataType.Date(random.nextBoolean());
            case 10 -> new DataType.Time(unit);
            case 11 ->
                    new DataType.Timestamp(
                            unit, random.nextBoolean() ? null : one(List.of("UTC", "Europe/Berlin", "+02:00")));
            case 12 -> new DataType.Duration(unit);
            default -> new DataType.Interval(one(List.of(DataType.IntervalUnit.values())));
        };
    }

    private DataType decimal() {
        int bits = 32 << random.nextInt(4);
        int most = bits == 32 ? 9 : bits == 64 ? 18 : bits == 128 ? 38 : 76;
        int precision = 1 + random.nextInt(most);
        return new DataType.Decimal(bits, precision, random.nextInt(precision + 1));
    }

    /// Any type, nested at most `depth` levels.
    public DataType any(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return flat();
        }
        return switch (random.nextInt(7)) {
            case 0 -> new DataType.ListOf(field("item", depth - 1), one(List.of(Elements.values())));
            case 1 -> new DataType.FixedSizeListOf(field("item", depth - 1), random.nextInt(4));
            case 2 -> new DataType.StructOf(fields(random.nextInt(4), depth - 1));
            case 3 -> {
                var entries =
                        new DataType.StructOf(List.of(new Field("key", Types.UTF8, false), field("value", depth - 1)));
                yield new DataType.MapOf(new Field("entries", entries, false), random.nextBoolean());
            }
            case 4 -> {
                DataType values = any(depth - 1);
                yield values instanceof DataType.Dictionary
                        ? values
                        : new DataType.Dictionary(
                                new DataType.Int(8 << random.nextInt(4), random.nextBoolean()),
                                values,
                                random.nextBoolean());
            }
            case 5 -> {
                var ends = new Field("run_ends", new DataType.Int(16 << random.nextInt(3), true), false);
                yield new DataType.RunEndEncoded(ends, field("values", depth - 1));
            }
            default -> {
                List<Field> fields = fields(1 + random.nextInt(3), depth - 1);
                var ids = new ArrayList<Integer>();
                fields.forEach(_ -> ids.add(ids.size() * 3));
                yield new DataType.Union(random.nextBoolean(), ids, fields);
            }
        };
    }

    public Field field(String name, int depth) {
        Map<String, String> metadata = random.nextInt(4) == 0 ? Map.of(name(), name(), "k", "v") : Map.of();
        return new Field(name, any(depth), random.nextBoolean(), metadata);
    }

    /// Fields with distinct names.
    public List<Field> fields(int count, int depth) {
        var fields = new ArrayList<Field>();
        for (int i = 0; i < count; i++) {
            fields.add(field(name() + i, depth));
        }
        return fields;
    }

    public Schema schema(int depth) {
        return new Schema(
                fields(random.nextInt(6), depth),
                random.nextBoolean() ? Map.of() : Map.of("pandas", "{}", name(), name()));
    }
}
