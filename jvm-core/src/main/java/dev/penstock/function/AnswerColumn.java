package dev.penstock.function;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns answers into a column.
final class AnswerColumn {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    private static final int ABSENT = -1;

    private final Answer answer;
    private final Allocator allocator;

    /// The memory of the whole column.
    private final List<Block> blocks;

    private final int rows;

    /// The place of each row in the answer, or [#ABSENT]; null when rows lie where their numbers say.
    private final int @Nullable [] places;

    private AnswerColumn(Answer answer, int @Nullable [] places, Allocator allocator, List<Block> blocks) {
        this.answer = answer;
        this.allocator = allocator;
        this.blocks = blocks;
        this.places = places;
        this.rows = places == null ? answer.rows() : places.length;
    }

    /// The answers in memory of the query's. The caller owns the column.
    static Column of(Answer answer, Allocator allocator) {
        var blocks = new ArrayList<Block>();
        try {
            ArrayData data = new AnswerColumn(answer, null, allocator, blocks).write();
            return Column.adopt(data, blocks.toArray(Block[]::new));
        } catch (Throwable e) {
            blocks.forEach(Block::close);
            throw e;
        }
    }

    private Buffer room(long bytes) {
        if (bytes == 0) {
            return Buffer.NONE;
        }
        Block block = allocator.allocate(bytes);
        blocks.add(block);
        return new Buffer(block.address(), bytes);
    }

    private int place(int row) {
        return places == null ? row : places[row];
    }

    private boolean isValid(int row) {
        int place = place(row);
        return place != ABSENT && answer.isValid(place);
    }

    private ArrayData write() {
        int missing = 0;
        for (int row = 0; row < rows; row++) {
            missing += isValid(row) ? 0 : 1;
        }
        var buffers = new ArrayList<Buffer>();
        buffers.add(missing == 0 ? Buffer.NONE : validity());
        List<ArrayData> children = List.of();
        Layout layout = Layout.of(answer.type());
        switch (layout) {
            case Layout.Bits _ -> buffers.add(bits());
            case Layout.Fixed(int width) -> buffers.add(fixed(width));
            case Layout.Variable(int width) -> variable(width, buffers);
            case Layout.Views _ -> views(buffers);
            case Layout.Lists(int width) -> {
                buffers.add(offsets(width, 1));
                children = List.of(elements(0));
            }
            case Layout.ListViews(int width) -> {
                buffers.add(offsets(width, 0));
                buffers.add(listSizes(width));
                children = List.of(elements(0));
            }
            case Layout.FixedLists(int size) -> children = List.of(elements(size));
            case Layout.Structs _ -> children = fields();
            default -> throw new AssertionError(layout);
        }
        return new ArrayData(answer.type(), rows, 0, missing, buffers, children, null);
    }

    /// The elements of the lists in the order of the rows.
    ///
    /// @param padding how many absent elements stand for a list that is not there
    private ArrayData elements(int padding) {
        int total = 0;
        for (int row = 0; row < rows; row++) {
            total = Math.addExact(total, isValid(row) ? size(row) : padding);
        }
        int[] chosen = new int[total];
        int end = 0;
        for (int row = 0; row < rows; row++) {
            boolean valid = isValid(row);
            int count = valid ? size(row) : padding;
            int from = valid ? answer.start(place(row)) : 0;
            for (int k = 0; k < count; k++) {
                chosen[end++] = valid ? from + k : ABSENT;
            }
        }
        return child(0, Form.element(answer.type()), chosen);
    }

    private List<ArrayData> fields() {
        List<Field> fields = ((DataType.StructOf) answer.type()).fields();
        int[] chosen = new int[rows];
        for (int row = 0; row < rows; row++) {
            chosen[row] = isValid(row) ? place(row) : ABSENT;
        }
        var children = new ArrayList<ArrayData>();
        for (int i = 0; i < fields.size(); i++) {
            children.add(child(i, fields.get(i), chosen));
        }
        return children;
    }

    private ArrayData child(int index, Field field, int[] chosen) {
        Answer child = answer.child(index);
        if (!field.nullable()) {
            for (int place : chosen) {
                if (place != ABSENT && !child.isValid(place)) {
                    throw new PenstockException(
                            ErrorCode.COMPUTE,
                            "it answers null as \""
                                    + field.name()
                                    + "\" of "
                                    + answer.type()
                                    + ", which is never null");
                }
            }
        }
        return new AnswerColumn(child, chosen, allocator, blocks).write();
    }

    private interface Bit {
        boolean at(int row);
    }

    private Buffer bitmap(Bit bit) {
        Buffer buffer = room(((long) rows + 63) >>> 6 << 3);
        for (int base = 0; base < rows; base += Long.SIZE) {
            long word = 0;
            for (int lane = 0; lane < Math.min(Long.SIZE, rows - base); lane++) {
                word |= (bit.at(base + lane) ? 1L : 0L) << lane;
            }
            Native.putLong(buffer.address() + (base >>> 3), word);
        }
        return buffer;
    }

    private Buffer validity() {
        return bitmap(this::isValid);
    }

    private Buffer bits() {
        return bitmap(row -> isValid(row) && answer.booleanAt(place(row)));
    }

    private Buffer fixed(int width) {
        Buffer buffer = room((long) rows * width);
        long to = buffer.address();
        switch (answer.form()) {
            case LONGS -> longs(width, to);
            case DOUBLES -> doubles(width, to);
            case DECIMALS -> {
                for (int row = 0; row < rows; row++) {
                    boolean valid = isValid(row);
                    Native.putLong(to + ((long) row << 4), valid ? answer.longAt(place(row)) : 0);
                    Native.putLong(to + ((long) row << 4) + 8, valid ? answer.highAt(place(row)) : 0);
                }
            }
            case BYTES -> {
                for (int row = 0; row < rows; row++) {
                    long at = to + (long) row * width;
                    if (isValid(row)) {
                        copy(row, at);
                    } else {
                        Native.fill(at, width, (byte) 0);
                    }
                }
            }
            case BOOLEANS, LISTS, STRUCTS -> throw new AssertionError("they have no fixed width");
        }
        return buffer;
    }

    private void longs(int width, long to) {
        if (width == 8 && places == null) {
            MemorySegment.copy(answer.allLongs(), 0, Native.ALL, LONG, to, rows);
            return;
        }
        boolean unsigned = answer.type() instanceof DataType.Int(_, boolean signed) && !signed;
        int bits = width * 8;
        long least = width == 8 ? Long.MIN_VALUE : unsigned ? 0 : -1L << (bits - 1);
        long most = width == 8 ? Long.MAX_VALUE : unsigned ? (1L << bits) - 1 : (1L << (bits - 1)) - 1;
        for (int row = 0; row < rows; row++) {
            long value = isValid(row) ? answer.longAt(place(row)) : 0;
            if (value < least || value > most) {
                throw new PenstockException(
                        ErrorCode.COMPUTE, "it answers " + value + ", which does not fit " + answer.type());
            }
            switch (width) {
                case 1 -> Native.putByte(to + row, (byte) value);
                case 2 -> Native.putShort(to + ((long) row << 1), (short) value);
                case 4 -> Native.putInt(to + ((long) row << 2), (int) value);
                default -> Native.putLong(to + ((long) row << 3), value);
            }
        }
    }

    private void doubles(int width, long to) {
        if (width == 8 && places == null) {
            MemorySegment.copy(answer.allDoubles(), 0, Native.ALL, DOUBLE, to, rows);
            return;
        }
        for (int row = 0; row < rows; row++) {
            double value = isValid(row) ? answer.doubleAt(place(row)) : 0;
            switch (width) {
                case 8 -> Native.putDouble(to + ((long) row << 3), value);
                case 4 -> Native.putFloat(to + ((long) row << 2), (float) value);
                default -> Native.putShort(to + ((long) row << 1), Float.floatToFloat16((float) value));
            }
        }
    }

    /// How many bytes or elements the value of a row has.
    private int size(int row) {
        int place = place(row);
        return place == ABSENT ? 0 : answer.size(place);
    }

    private void copy(int row, long to) {
        int size = size(row);
        if (size > 0) {
            MemorySegment.copy(answer.bytes(), answer.start(place(row)), Native.ALL, ValueLayout.JAVA_BYTE, to, size);
        }
    }

    /// Where each value begins, counted in bytes or elements.
    ///
    /// @param more whether the end of the last one follows
    private Buffer offsets(int width, int more) {
        Buffer offsets = room(((long) rows + more) * width);
        long total = 0;
        for (int row = 0; row < rows + more; row++) {
            put(offsets, width, row, total);
            total += row < rows ? size(row) : 0;
        }
        return offsets;
    }

    private Buffer listSizes(int width) {
        Buffer sizes = room((long) rows * width);
        for (int row = 0; row < rows; row++) {
            put(sizes, width, row, size(row));
        }
        return sizes;
    }

    private static void put(Buffer buffer, int width, int row, long value) {
        if (width == 8) {
            Native.putLong(buffer.address() + ((long) row << 3), value);
        } else {
            Native.putInt(buffer.address() + ((long) row << 2), Math.toIntExact(value));
        }
    }

    private void variable(int width, List<Buffer> buffers) {
        long total = 0;
        for (int row = 0; row < rows; row++) {
            total += size(row);
        }
        Buffer text = room(total);
        long at = text.address();
        for (int row = 0; row < rows; row++) {
            copy(row, at);
            at += size(row);
        }
        buffers.add(offsets(width, 1));
        buffers.add(text);
    }

    private void views(List<Buffer> buffers) {
        Buffer views = room((long) rows * BytesColumn.VIEW_BYTES);
        long total = 0;
        for (int row = 0; row < rows; row++) {
            total += size(row) > BytesColumn.INLINE_BYTES ? size(row) : 0;
        }
        Buffer text = room(total);
        long end = 0;
        for (int row = 0; row < rows; row++) {
            long view = views.address() + ((long) row << 4);
            int size = size(row);
            Native.putLong(view, size);
            Native.putLong(view + 8, 0);
            if (size <= BytesColumn.INLINE_BYTES) {
                copy(row, view + 4);
            } else {
                copy(row, text.address() + end);
                Native.putInt(view + 4, Native.getInt(text.address() + end));
                Native.putInt(view + 12, Math.toIntExact(end));
                end += size;
            }
        }
        buffers.add(views);
        if (total > 0) {
            buffers.add(text);
        }
    }
}
