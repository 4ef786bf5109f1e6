package dev.penstock.cdata;

import dev.penstock.cdata.CStruct.CArray;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads one node of a foreign array: what its struct says, held against what its type needs.
///
/// Checked is what can be seen without looking at every row: counts, lengths, the first and the last offset; the rows
/// are looked at by [ArrayCheck]. Each node has an offset of its own. Where there are no rows nothing is looked at,
/// because pointers may dangle then (Polars sends `0x8`), and the offset is dropped with them.
final class ArrayReader {
    private static final int DEEPEST = 64;

    /// No process can address more bytes, nor as many rows of a bit each.
    private static final long MOST = 1L << 47;

    private final long address;
    private final DataType type;
    private final Layout layout;
    private final long length;
    private final long offset;
    private final int depth;

    private ArrayReader(long address, DataType type, int depth) {
        this.address = address;
        this.type = type;
        this.depth = depth;
        layout = Layout.of(type);
        length = Native.getLong(address + CArray.LENGTH);
        long given = Native.getLong(address + CArray.OFFSET);
        if (length < 0 || given < 0 || length > MOST || given > MOST - length || depth > DEEPEST) {
            throw broken("length " + length + ", offset " + given);
        }
        offset = length == 0 ? 0 : given;
    }

    /// The array at `address`, which is of type `type`.
    ///
    /// @throws PenstockException with code SHAPE when the two contradict each other
    static ArrayData read(long address, DataType type) {
        ArrayData data = read(address, type, 0);
        ArrayCheck.check(data);
        return data;
    }

    private static ArrayData read(long address, DataType type, int depth) {
        return new ArrayReader(address, type, depth).read();
    }

    private ArrayData read() {
        List<Buffer> buffers = buffers();
        List<ArrayData> children = children();
        checkChildren(buffers, children);
        return new ArrayData(type, length, offset, nulls(buffers), buffers, children, dictionary());
    }

    private long nulls(List<Buffer> buffers) {
        long nulls = Native.getLong(address + CArray.NULL_COUNT);
        if (!layout.hasValidity()) {
            return type instanceof DataType.Null ? length : 0;
        }
        if (!buffers.getFirst().isAbsent()) {
            return length == 0 ? 0 : nulls < 0 ? -1 : nulls;
        }
        if (nulls > 0 && length > 0) {
            throw broken(nulls + " nulls and no validity bitmap");
        }
        return 0;
    }

    private List<ArrayData> children() {
        List<Field> fields = ArrowFormat.children(type);
        long count = Native.getLong(address + CArray.CHILD_COUNT);
        if (count != fields.size()) {
            throw broken(count + " children for " + fields.size() + " fields");
        }
        long pointers = Native.getLong(address + CArray.CHILDREN);
        var children = new ArrayList<ArrayData>();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            long child = pointers == 0 ? 0 : Native.getLong(pointers + 8L * i);
            if (child == 0) {
                throw broken("child " + i + " is missing");
            }
            try {
                children.add(read(child, field.type(), depth + 1));
            } catch (PenstockException e) {
                throw e.column(field.name());
            }
        }
        return children;
    }

    private void checkChildren(List<Buffer> buffers, List<ArrayData> children) {
        long rows = offset + length;
        long needed =
                switch (layout) {
                    case Layout.Structs _ -> rows;
                    case Layout.Unions(boolean dense) -> dense ? 0 : rows;
                    case Layout.FixedLists(int size) -> size == 0 || rows <= MOST / size ? rows * size : MOST + 1;
                    case Layout.Lists(int width) -> lastOffset(buffers.get(1), width);
                    default -> 0;
                };
        for (ArrayData child : children) {
            if (child.length() < needed) {
                throw broken("a child of " + child.length() + " rows where " + needed + " are needed");
            }
        }
        if (layout instanceof Layout.Runs && length > 0) {
            checkRuns(children.get(0), children.get(1));
        }
    }

    private void checkRuns(ArrayData ends, ArrayData values) {
        long last = ends.length() == 0 ? 0 : runEnd(ends, ends.length() - 1);
        if (last < offset + length || values.length() < ends.length()) {
            throw broken("runs up to row " + last + " where " + (offset + length) + " are needed");
        }
    }

    private static long runEnd(ArrayData ends, long run) {
        long at = ends.offset() + run;
        long values = ends.buffer(1).address();
        return switch (ends.layout()) {
            case Layout.Fixed(int width) when width == 2 -> Native.getShort(values + (at << 1));
            case Layout.Fixed(int width) when width == 4 -> Native.getInt(values + (at << 2));
            default -> Native.getLong(values + (at << 3));
        };
    }

    private @Nullable ArrayData dictionary() {
        if (!(type instanceof DataType.Dictionary(_, DataType values, _))) {
            return null;
        }
        long dictionary = Native.getLong(address + CArray.DICTIONARY);
        if (dictionary == 0) {
            throw broken("no dictionary");
        }
        return read(dictionary, values, depth + 1);
    }

    private List<Buffer> buffers() {
        long count = Native.getLong(address + CArray.BUFFER_COUNT);
        int least =
                switch (layout) {
                    case Layout.Nothing _, Layout.Runs _ -> 0;
                    case Layout.FixedLists _, Layout.Structs _ -> 1;
                    case Layout.Bits _, Layout.Fixed _, Layout.Lists _, Layout.Indexed _ -> 2;
                    case Layout.Variable _, Layout.ListViews _, Layout.Views _ -> 3;
                    case Layout.Unions(boolean dense) -> dense ? 2 : 1;
                };
        if (count < least) {
            throw broken(count + " buffers where " + least + " are needed");
        }
        long rows = offset + length;
        Buffer validity = layout.hasValidity() ? validity(rows) : Buffer.NONE;
        return switch (layout) {
            case Layout.Nothing _, Layout.Runs _ -> List.of();
            case Layout.Bits _ -> List.of(validity, buffer(1, (rows + 7) >> 3));
            case Layout.Fixed(int width) -> List.of(validity, buffer(1, bytes(rows, width)));
            case Layout.Indexed(int width) -> List.of(validity, buffer(1, bytes(rows, width)));
            case Layout.Variable(int width) -> {
                Buffer offsets = buffer(1, (rows + 1) * width);
                long end = lastOffset(offsets, width);
                yield List.of(validity, offsets, end == firstOffset(offsets, width) ? Buffer.NONE : buffer(2, end));
            }
            case Layout.Views _ -> views(validity, (int) count);
            case Layout.Lists(int width) -> List.of(validity, buffer(1, (rows + 1) * width));
            case Layout.ListViews(int width) ->
                    List.of(validity, buffer(1, bytes(rows, width)), buffer(2, bytes(rows, width)));
            case Layout.FixedLists _, Layout.Structs _ -> List.of(validity);
            case Layout.Unions(boolean dense) -> {
                // Before version 1.0 of the format, unions carried a validity bitmap in front.
                int first = count > least ? 1 : 0;
                yield dense ? List.of(buffer(first, rows), buffer(first + 1, rows * 4)) : List.of(buffer(first, rows));
            }
        };
    }

    /// The last buffer of a view array holds the lengths of those between.
    private List<Buffer> views(Buffer validity, int count) {
        var buffers = new ArrayList<Buffer>();
        buffers.add(validity);
        buffers.add(buffer(1, (offset + length) * 16));
        if (length > 0 && count > 3) {
            long lengths = buffer(count - 1, (count - 3) * 8L).address();
            for (int i = 2; i < count - 1; i++) {
                buffers.add(buffer(i, Native.getLong(lengths + ((i - 2) << 3))));
            }
        }
        return buffers;
    }

    private long firstOffset(Buffer offsets, int width) {
        return offsets.isAbsent() ? 0 : offset(offsets, width, offset);
    }

    /// Where the last row's bytes or elements end.
    private long lastOffset(Buffer offsets, int width) {
        long start = firstOffset(offsets, width);
        long end = offsets.isAbsent() ? 0 : offset(offsets, width, offset + length);
        if (start < 0 || end < start) {
            throw broken("offsets from " + start + " to " + end);
        }
        return end;
    }

    private static long offset(Buffer offsets, int width, long row) {
        return width == 4
                ? Native.getInt(offsets.address() + (row << 2))
                : Native.getLong(offsets.address() + (row << 3));
    }

    /// Absent when no row is null.
    private Buffer validity(long rows) {
        long pointer = Native.getLong(address + CArray.NULL_COUNT) == 0 ? 0 : pointer(0);
        return pointer == 0 ? Buffer.NONE : new Buffer(pointer, (rows + 7) >> 3);
    }

    /// -1 for more than a number can say.
    private static long bytes(long rows, int width) {
        return width == 0 || rows <= MOST / width ? rows * width : -1;
    }

    private Buffer buffer(int index, long bytes) {
        long pointer = pointer(index);
        if (bytes < 0 || bytes > MOST) {
            throw broken("buffer " + index + " of " + bytes + " bytes");
        }
        if (pointer == 0 && length > 0 && bytes > 0) {
            throw broken("buffer " + index + " is missing");
        }
        return pointer == 0 ? Buffer.NONE : new Buffer(pointer, bytes);
    }

    /// Zero when there are no rows.
    private long pointer(int index) {
        long pointers = Native.getLong(address + CArray.BUFFERS);
        return length == 0 || pointers == 0 ? 0 : Native.getLong(pointers + 8L * index);
    }

    private PenstockException broken(String what) {
        return new PenstockException(
                ErrorCode.SHAPE, "an Arrow array of type " + type + " contradicts its schema: " + what);
    }
}
