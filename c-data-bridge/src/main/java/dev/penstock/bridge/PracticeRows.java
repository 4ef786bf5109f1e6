package dev.penstock.bridge;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.memory.Lease;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// The frame that plans are practised on: numbers, days, decimals and texts drawn at random, the same ones each time.
/// The columns are those that `build-tools/practice_plans.py` knows.
final class PracticeRows {
    private static final int MANY = 100_000;
    private static final long FAR = 1_000_003;

    private final Arena arena;
    private final int rows;
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    private final List<Field> fields = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();

    private PracticeRows(Arena arena, int rows) {
        this.arena = arena;
        this.rows = rows;
    }

    /// A frame of so many rows, whose memory is the arena's.
    static Frame in(Arena arena, int rows) {
        return new PracticeRows(arena, rows).frame();
    }

    private Frame frame() {
        doubles("a", false);
        doubles("b", false);
        doubles("x", true);
        longs("n", _ -> random.nextInt(1000));
        longs("m", _ -> random.nextInt(MANY));
        longs("far", _ -> random.nextInt(MANY) * FAR);
        MemorySegment integers = arena.allocate(ValueLayout.JAVA_INT, rows);
        MemorySegment days = arena.allocate(ValueLayout.JAVA_INT, rows);
        MemorySegment prices = arena.allocate(2L * Long.BYTES * rows, Long.BYTES);
        for (int row = 0; row < rows; row++) {
            integers.setAtIndex(ValueLayout.JAVA_INT, row, random.nextInt(MANY));
            days.setAtIndex(ValueLayout.JAVA_INT, row, 8_000 + random.nextInt(2_500));
            prices.setAtIndex(ValueLayout.JAVA_LONG, 2L * row, random.nextInt(MANY));
        }
        add("i", Types.INT32, integers);
        add("flag", Types.BOOL, bits(3));
        add("day", Types.DATE32, days);
        add("price", new DataType.Decimal(128, 12, 2), prices);
        texts("s", 10, number -> "key" + number);
        texts("t", 1000, number -> "customer number " + number);
        return new Frame(new Schema(fields), List.of(new Batch(new Schema(fields), rows, columns)));
    }

    private void doubles(String name, boolean nulls) {
        MemorySegment values = arena.allocate(ValueLayout.JAVA_DOUBLE, rows);
        IntToDoubleFunction draw = _ -> random.nextDouble();
        for (int row = 0; row < rows; row++) {
            values.setAtIndex(ValueLayout.JAVA_DOUBLE, row, draw.applyAsDouble(row));
        }
        if (nulls) {
            MemorySegment valid = bits(7);
            long missing = rows - count(valid);
            add(name, ArrayData.flat(Types.FLOAT64, rows, missing, buffer(valid), buffer(values)));
        } else {
            add(name, Types.FLOAT64, values);
        }
    }

    private void longs(String name, IntToLongFunction draw) {
        MemorySegment values = arena.allocate(ValueLayout.JAVA_LONG, rows);
        for (int row = 0; row < rows; row++) {
            values.setAtIndex(ValueLayout.JAVA_LONG, row, draw.applyAsLong(row));
        }
        add(name, Types.INT64, values);
    }

    /// Texts as views, as other libraries hand them over: `different` ones, drawn at random.
    private void texts(String name, int different, IntFunction<String> text) {
        var bytes = new ArrayList<byte[]>();
        var places = new int[different];
        int end = 0;
        for (int number = 0; number < different; number++) {
            byte[] one = text.apply(number).getBytes(StandardCharsets.UTF_8);
            places[number] = end;
            end += one.length;
            bytes.add(one);
        }
        MemorySegment all = arena.allocate(end);
        for (int number = 0; number < different; number++) {
            MemorySegment.copy(
                    bytes.get(number), 0, all, ValueLayout.JAVA_BYTE, places[number], bytes.get(number).length);
        }
        MemorySegment views = arena.allocate((long) BytesColumn.VIEW_BYTES * rows, Long.BYTES);
        for (int row = 0; row < rows; row++) {
            int number = random.nextInt(different);
            byte[] one = bytes.get(number);
            MemorySegment view = views.asSlice((long) BytesColumn.VIEW_BYTES * row, BytesColumn.VIEW_BYTES);
            view.set(ValueLayout.JAVA_INT, 0, one.length);
            boolean within = one.length <= BytesColumn.INLINE_BYTES;
            MemorySegment.copy(one, 0, view, ValueLayout.JAVA_BYTE, 4, within ? one.length : 4);
            if (!within) {
                view.set(ValueLayout.JAVA_INT, 12, places[number]);
            }
        }
        add(
                name,
                ArrayData.flat(
                        new DataType.Utf8(DataType.Bytes.VIEWS), rows, 0, Buffer.NONE, buffer(views), buffer(all)));
    }

    /// A bit for each row, of which one in `rare` is 0.
    private MemorySegment bits(int rare) {
        MemorySegment bits = arena.allocate((rows + 63) / 64 * 8L, Long.BYTES);
        for (int row = 0; row < rows; row++) {
            if (random.nextInt(rare) > 0) {
                byte before = bits.get(ValueLayout.JAVA_BYTE, row >> 3);
                bits.set(ValueLayout.JAVA_BYTE, row >> 3, (byte) (before | 1 << (row & 7)));
            }
        }
        return bits;
    }

    private static long count(MemorySegment bits) {
        long count = 0;
        for (long word = 0; word < bits.byteSize() / Long.BYTES; word++) {
            count += Long.bitCount(bits.getAtIndex(ValueLayout.JAVA_LONG, word));
        }
        return count;
    }

    private void add(String name, DataType type, MemorySegment values) {
        add(name, ArrayData.flat(type, rows, 0, Buffer.NONE, buffer(values)));
    }

    private void add(String name, ArrayData data) {
        fields.add(Field.nullable(name, data.type()));
        columns.add(Column.adopt(data, Lease.none()));
    }

    private static Buffer buffer(MemorySegment segment) {
        return new Buffer(segment.address(), segment.byteSize());
    }
}
