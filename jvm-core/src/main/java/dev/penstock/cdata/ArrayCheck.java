package dev.penstock.cdata;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import java.util.List;

/// Looks at all rows of a foreign array that say where something lies: offsets, views, indices, run ends, type ids.
///
/// Kernels follow them without looking, so one that leads astray would end the process. What a consumer cannot know is
/// how long the producer's buffers are: an array that has fewer bytes than its length needs is seen by nobody.
final class ArrayCheck {
    private static final long DAY_MILLISECONDS = 86_400_000L;

    private final ArrayData data;
    private final long first;
    private final long rows;

    private ArrayCheck(ArrayData data) {
        this.data = data;
        first = data.offset();
        rows = data.length();
    }

    /// @throws PenstockException with code SHAPE, and the column, for a row that lies nowhere, INVALID_OPERATION for a
    ///   date64 that is not midnight
    static void check(ArrayData data) {
        if (data.dictionary() != null) {
            check(data.dictionary());
        }
        List<Field> fields = ArrowFormat.children(data.type());
        for (int i = 0; i < fields.size(); i++) {
            try {
                check(data.children().get(i));
            } catch (PenstockException e) {
                throw e.column(fields.get(i).name());
            }
        }
        if (data.length() > 0) {
            new ArrayCheck(data).rows();
        }
    }

    private void rows() {
        if (data.nullCount() > 0 && data.layout().hasValidity()) {
            nulls();
        }
        switch (data.layout()) {
            case Layout.Variable(int width) -> offsets(width);
            case Layout.Lists(int width) -> offsets(width);
            case Layout.ListViews(int width) -> listViews(width);
            case Layout.Views _ -> views();
            case Layout.Indexed(int width) -> indices(width);
            case Layout.Unions(boolean dense) -> typeIds(dense);
            case Layout.Runs _ -> runs();
            case Layout.Fixed _ when data.type().equals(new DataType.Date(true)) -> midnights();
            case Layout.Nothing _, Layout.Bits _, Layout.Fixed _, Layout.FixedLists _, Layout.Structs _ -> {}
        }
    }

    /// Kernels make room by this number.
    private void nulls() {
        long unset = rows - data.validity().count();
        if (unset != data.nullCount()) {
            throw broken(data.nullCount() + " nulls where " + unset + " are");
        }
    }

    private void offsets(int width) {
        long at = data.buffer(1).address();
        long wrong = 0;
        if (width == 4) {
            // The sign of any difference stays in the sum of bits: a loop without branches, which becomes lanes.
            for (long row = first; row < first + rows; row++) {
                wrong |= (long) Native.getInt(at + (row << 2) + 4) - Native.getInt(at + (row << 2));
            }
        } else {
            for (long row = first; row < first + rows; row++) {
                // The first offset and the last are not negative, so differences overflow for a negative one only.
                long here = Native.getLong(at + (row << 3));
                wrong |= here | (Native.getLong(at + (row << 3) + 8) - here);
            }
        }
        if (wrong < 0) {
            throw broken("offsets that go back");
        }
    }

    private void listViews(int width) {
        long offsets = data.buffer(1).address();
        long sizes = data.buffer(2).address();
        long elements = data.children().getFirst().length();
        for (long row = first; row < first + rows; row++) {
            long from = number(offsets, width, row);
            long size = number(sizes, width, row);
            if (from < 0 || size < 0 || size > elements || from > elements - size) {
                throw broken("row %d has %d elements from %d on, of %d".formatted(row, size, from, elements));
            }
        }
    }

    private void views() {
        long at = data.buffer(1).address();
        int buffers = data.buffers().size() - 2;
        long[] lengths = data.buffers().stream().skip(2).mapToLong(buffer -> buffer.bytes()).toArray();
        for (long row = first; row < first + rows; row++) {
            long view = at + (row << 4);
            int size = Native.getInt(view);
            if (Integer.compareUnsigned(size, BytesColumn.INLINE_BYTES) > 0) {
                int buffer = Native.getInt(view + 8);
                int from = Native.getInt(view + 12);
                if (size < 0 || buffer < 0 || buffer >= buffers || from < 0 || (long) from + size > lengths[buffer]) {
                    throw broken("row %d has %d bytes from %d on in buffer %d".formatted(row, size, from, buffer));
                }
            }
        }
    }

    /// Null rows may have any index.
    private void indices(int width) {
        boolean signed = ((DataType.Dictionary) data.type()).index().signed();
        long mask = signed || width == 8 ? -1 : (1L << (8 * width)) - 1;
        long at = data.buffer(1).address() + first * width;
        long values = data.dictionary() == null ? 0 : data.dictionary().length();
        if (outside(at, width, mask, values - 1) >= 0) {
            return;
        }
        Bitmap validity = data.validity();
        for (long row = 0; row < rows; row++) {
            long index = number(at, width, row) & mask;
            if (Long.compareUnsigned(index, values) >= 0 && validity.get(row)) {
                throw broken("row %d has the index %d of %d".formatted(first + row, index, values));
            }
        }
    }

    /// Negative if an index is, or is greater than `last`: loops without branches for the widths that are common.
    private long outside(long at, int width, long mask, long last) {
        long wrong = 0;
        switch (width) {
            case 1 -> {
                for (long row = 0; row < rows; row++) {
                    long index = Native.getByte(at + row) & mask;
                    wrong |= index | (last - index);
                }
            }
            case 2 -> {
                for (long row = 0; row < rows; row++) {
                    long index = Native.getShort(at + (row << 1)) & mask;
                    wrong |= index | (last - index);
                }
            }
            case 4 -> {
                for (long row = 0; row < rows; row++) {
                    long index = Native.getInt(at + (row << 2)) & mask;
                    wrong |= index | (last - index);
                }
            }
            default -> {
                for (long row = 0; row < rows; row++) {
                    long index = Native.getLong(at + (row << 3));
                    wrong |= index | (last - index);
                }
            }
        }
        return wrong;
    }

    /// A date in milliseconds is a whole day, or DuckDB and files would hold another one.
    private void midnights() {
        long at = data.buffer(1).address();
        Bitmap validity = data.validity();
        for (long row = 0; row < rows; row++) {
            long value = Native.getLong(at + ((first + row) << 3));
            if (value % DAY_MILLISECONDS != 0 && validity.get(row)) {
                throw new PenstockException(
                                ErrorCode.INVALID_OPERATION,
                                "a date64 holds %d milliseconds in row %d, which is not midnight of a day"
                                        .formatted(value, row))
                        .hint("cast the column to a timestamp first");
            }
        }
    }

    private void typeIds(boolean dense) {
        List<Integer> ids = ((DataType.Union) data.type()).typeIds();
        long[] lengths = new long[Byte.MAX_VALUE + 1];
        java.util.Arrays.fill(lengths, -1);
        for (int i = 0; i < ids.size(); i++) {
            lengths[ids.get(i)] = data.children().get(i).length();
        }
        long at = data.buffer(0).address();
        for (long row = first; row < first + rows; row++) {
            byte id = Native.getByte(at + row);
            if (id < 0 || lengths[id] < 0) {
                throw broken("row %d has the type id %d".formatted(row, id));
            }
            long element = dense ? number(data.buffer(1).address(), 4, row) : 0;
            if (dense && (element < 0 || element >= lengths[id])) {
                throw broken("row %d is element %d of %d".formatted(row, element, lengths[id]));
            }
        }
    }

    private void runs() {
        ArrayData ends = data.children().getFirst();
        int width = ((Layout.Fixed) ends.layout()).width();
        if (ends.countNulls() > 0) {
            throw broken("run ends that are null");
        }
        long before = 0;
        for (long run = 0; run < ends.length(); run++) {
            long end = number(ends.buffer(1).address(), width, ends.offset() + run);
            if (end <= before) {
                throw broken("run " + run + " ends at " + end + ", the one before at " + before);
            }
            before = end;
        }
    }

    private static long number(long at, int width, long row) {
        return switch (width) {
            case 1 -> Native.getByte(at + row);
            case 2 -> Native.getShort(at + (row << 1));
            case 4 -> Native.getInt(at + (row << 2));
            default -> Native.getLong(at + (row << 3));
        };
    }

    private PenstockException broken(String what) {
        return new PenstockException(
                ErrorCode.SHAPE, "an Arrow array of type " + data.type() + " contradicts itself: " + what);
    }
}
