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
import dev.penstock.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Turns answers into a column.
final class AnswerColumn implements AutoCloseable {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

    private final Answer answer;
    private final Allocator allocator;
    private final int rows;
    private final List<Block> blocks = new ArrayList<>();

    private AnswerColumn(Answer answer, Allocator allocator) {
        this.answer = answer;
        this.allocator = allocator;
        this.rows = answer.rows();
    }

    /// The answers in memory of the query's. The caller owns the column.
    static Column of(Answer answer, Allocator allocator) {
        try (var writer = new AnswerColumn(answer, allocator)) {
            return writer.write();
        }
    }

    private Column write() {
        int missing = 0;
        for (int row = 0; row < rows; row++) {
            missing += answer.isValid(row) ? 0 : 1;
        }
        var buffers = new ArrayList<Buffer>();
        buffers.add(missing == 0 ? Buffer.NONE : validity());
        Layout layout = Layout.of(answer.type());
        switch (layout) {
            case Layout.Bits _ -> buffers.add(bits());
            case Layout.Fixed(int width) -> buffers.add(fixed(width));
            case Layout.Variable(int width) -> variable(width, buffers);
            case Layout.Views _ -> views(buffers);
            default -> throw new AssertionError(layout);
        }
        var data = new ArrayData(answer.type(), rows, 0, missing, buffers, List.of(), null);
        Column column = Column.adopt(data, blocks.toArray(Block[]::new));
        blocks.clear();
        return column;
    }

    private Buffer room(long bytes) {
        if (bytes == 0) {
            return Buffer.NONE;
        }
        Block block = allocator.allocate(bytes);
        blocks.add(block);
        return new Buffer(block.address(), bytes);
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
        return bitmap(answer::isValid);
    }

    private Buffer bits() {
        return bitmap(row -> answer.isValid(row) && answer.booleanAt(row));
    }

    private Buffer fixed(int width) {
        Buffer buffer = room((long) rows * width);
        long to = buffer.address();
        switch (answer.form()) {
            case LONGS -> longs(width, to);
            case DOUBLES -> doubles(width, to);
            case DECIMALS -> {
                for (int row = 0; row < rows; row++) {
                    Native.putLong(to + ((long) row << 4), answer.isValid(row) ? answer.longAt(row) : 0);
                    Native.putLong(to + ((long) row << 4) + 8, answer.isValid(row) ? answer.highAt(row) : 0);
                }
            }
            case BYTES -> {
                for (int row = 0; row < rows; row++) {
                    long at = to + (long) row * width;
                    if (answer.isValid(row)) {
                        copy(row, at);
                    } else {
                        Native.fill(at, width, (byte) 0);
                    }
                }
            }
            case BOOLEANS -> throw new AssertionError("booleans are bits");
        }
        return buffer;
    }

    private void longs(int width, long to) {
        if (width == 8) {
            MemorySegment.copy(answer.allLongs(), 0, Native.ALL, LONG, to, rows);
            return;
        }
        boolean unsigned = answer.type() instanceof DataType.Int(_, boolean signed) && !signed;
        int bits = width * 8;
        long least = unsigned ? 0 : -1L << (bits - 1);
        long most = unsigned ? (1L << bits) - 1 : (1L << (bits - 1)) - 1;
        for (int row = 0; row < rows; row++) {
            long value = answer.isValid(row) ? answer.longAt(row) : 0;
            if (value < least || value > most) {
                throw new PenstockException(
                        ErrorCode.COMPUTE, "it answers " + value + ", which does not fit " + answer.type());
            }
            switch (width) {
                case 1 -> Native.putByte(to + row, (byte) value);
                case 2 -> Native.putShort(to + ((long) row << 1), (short) value);
                default -> Native.putInt(to + ((long) row << 2), (int) value);
            }
        }
    }

    private void doubles(int width, long to) {
        if (width == 8) {
            MemorySegment.copy(answer.allDoubles(), 0, Native.ALL, DOUBLE, to, rows);
            return;
        }
        for (int row = 0; row < rows; row++) {
            float value = (float) answer.doubleAt(row);
            if (width == 4) {
                Native.putFloat(to + ((long) row << 2), value);
            } else {
                Native.putShort(to + ((long) row << 1), Float.floatToFloat16(value));
            }
        }
    }

    private void copy(int row, long to) {
        MemorySegment.copy(answer.bytes(), answer.start(row), Native.ALL, ValueLayout.JAVA_BYTE, to, answer.size(row));
    }

    private void variable(int width, List<Buffer> buffers) {
        Buffer offsets = room((rows + 1L) * width);
        long total = 0;
        for (int row = 0; row <= rows; row++) {
            if (width == 8) {
                Native.putLong(offsets.address() + ((long) row << 3), total);
            } else {
                Native.putInt(offsets.address() + ((long) row << 2), Math.toIntExact(total));
            }
            total += row < rows ? answer.size(row) : 0;
        }
        Buffer text = room(total);
        long at = text.address();
        for (int row = 0; row < rows; row++) {
            copy(row, at);
            at += answer.size(row);
        }
        buffers.add(offsets);
        buffers.add(text);
    }

    private void views(List<Buffer> buffers) {
        Buffer views = room((long) rows * BytesColumn.VIEW_BYTES);
        long total = 0;
        for (int row = 0; row < rows; row++) {
            total += answer.size(row) > BytesColumn.INLINE_BYTES ? answer.size(row) : 0;
        }
        Buffer text = room(total);
        long end = 0;
        for (int row = 0; row < rows; row++) {
            long view = views.address() + ((long) row << 4);
            int size = answer.size(row);
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

    /// Gives back what did not become a column.
    @Override
    public void close() {
        blocks.forEach(Block::close);
    }
}
