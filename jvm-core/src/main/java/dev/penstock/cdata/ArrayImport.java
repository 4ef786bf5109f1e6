package dev.penstock.cdata;

import dev.penstock.cdata.CStruct.CArray;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Lease;
import dev.penstock.memory.Native;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Arrays that a foreign producer made, seen as columns without a copy.
///
/// Every node of an array has an offset of its own (Polars sends a sliced frame as a struct at offset 0 with children
/// at 3), buffers may be null, or dangle when they are empty, and may start at any byte. All of that is normal here.
/// The producer's release callback runs exactly once: when the last column that lies in the array is closed, or when
/// the import is refused half-way.
public final class ArrayImport {
    private static final AtomicLong OPEN = new AtomicLong();

    private ArrayImport() {}

    /// Arrays that were imported and not released yet.
    public static long openArrays() {
        return OPEN.get();
    }

    /// The rows of the array at `address`, which is moved: the struct is marked released, its memory stays the
    /// caller's.
    ///
    /// @param schema what [SchemaStruct#importSchema(long)] made of the array's schema
    /// @param isStruct whether the array is a struct whose children are the columns, not the only column itself
    /// @throws PenstockException with code HANDLE_EXPIRED for a released array, SHAPE for one that contradicts its
    ///   schema
    public static Batch importBatch(long address, Schema schema, boolean isStruct) {
        long moved = move(address);
        Lease lease = Lease.of(() -> release(moved));
        try (lease) {
            if (!isStruct) {
                ArrayData data = read(moved, schema.field(0).type(), 0);
                return new Batch(schema, data.length(), List.of(Column.adopt(data, lease.share())));
            }
            DataType root = new DataType.StructOf(schema.fields());
            ArrayData struct = read(moved, root, 0);
            if (struct.countNulls() > 0) {
                throw new PenstockException(ErrorCode.UNSUPPORTED_TYPE, "whole rows of the imported array are null")
                        .hint("import it as a struct column of a frame instead");
            }
            var columns = new ArrayList<Column>();
            for (int i = 0; i < schema.size(); i++) {
                columns.add(Column.adopt(struct.childRows(i), lease.share()));
            }
            return new Batch(schema, struct.length(), columns);
        }
    }

    /// The rows of the array at `address`, which is moved, as a stream of one batch. The schema stays the caller's.
    ///
    /// @throws PenstockException as [#importBatch] and [SchemaStruct#importSchema(long)]
    public static BatchStream importStream(long address, long schemaAddress) {
        Field root = SchemaStruct.importField(schemaAddress);
        Schema schema = SchemaStruct.schemaOf(root);
        return BatchStream.of(schema, List.of(importBatch(address, schema, SchemaStruct.isTable(root))));
    }

    private static long move(long address) {
        if (address == 0 || Native.getLong(address + CArray.RELEASE) == 0) {
            throw new PenstockException(ErrorCode.HANDLE_EXPIRED, "the Arrow array was released before it was read");
        }
        long moved = CMemory.allocate(CArray.BYTES);
        Native.copy(address, moved, CArray.BYTES);
        Native.putLong(address + CArray.RELEASE, 0);
        OPEN.incrementAndGet();
        return moved;
    }

    private static void release(long moved) {
        CMemory.callVoid(Native.getLong(moved + CArray.RELEASE), moved);
        CMemory.free(moved);
        OPEN.decrementAndGet();
    }

    private static ArrayData read(long address, DataType type, int depth) {
        long length = Native.getLong(address + CArray.LENGTH);
        long offset = Native.getLong(address + CArray.OFFSET);
        long nulls = Native.getLong(address + CArray.NULL_COUNT);
        if (length < 0 || offset < 0 || depth > 64) {
            throw broken(type, "length " + length + ", offset " + offset);
        }
        List<Buffer> buffers = buffers(address, type, length, offset, nulls);
        List<ArrayData> children = children(address, type, length, offset, depth);
        return new ArrayData(
                type, length, offset, nulls < 0 ? -1 : nulls, buffers, children, dictionary(address, type, depth));
    }

    private static List<ArrayData> children(long address, DataType type, long length, long offset, int depth) {
        List<Field> fields = ArrowFormat.children(type);
        long count = Native.getLong(address + CArray.CHILD_COUNT);
        if (count != fields.size()) {
            throw broken(type, count + " children for " + fields.size() + " fields");
        }
        long pointers = Native.getLong(address + CArray.CHILDREN);
        var children = new ArrayList<ArrayData>();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            try {
                children.add(read(Native.getLong(pointers + 8L * i), field.type(), depth + 1));
            } catch (PenstockException e) {
                throw e.column(field.name());
            }
        }
        long needed =
                switch (Layout.of(type)) {
                    case Layout.Structs _ -> offset + length;
                    case Layout.Unions(boolean dense) -> dense ? 0 : offset + length;
                    case Layout.FixedLists(int size) -> (offset + length) * size;
                    default -> 0;
                };
        for (ArrayData child : children) {
            if (child.length() < needed) {
                throw broken(type, "a child of " + child.length() + " rows where " + needed + " are needed");
            }
        }
        return children;
    }

    private static @Nullable ArrayData dictionary(long address, DataType type, int depth) {
        if (!(type instanceof DataType.Dictionary(_, DataType values, _))) {
            return null;
        }
        long dictionary = Native.getLong(address + CArray.DICTIONARY);
        if (dictionary == 0) {
            throw broken(type, "no dictionary");
        }
        return read(dictionary, values, depth + 1);
    }

    private static List<Buffer> buffers(long address, DataType type, long length, long offset, long nulls) {
        long count = Native.getLong(address + CArray.BUFFER_COUNT);
        long pointers = Native.getLong(address + CArray.BUFFERS);
        long rows = offset + length;
        Layout layout = Layout.of(type);
        int least =
                switch (layout) {
                    case Layout.Nothing _, Layout.Runs _ -> 0;
                    case Layout.FixedLists _, Layout.Structs _ -> 1;
                    case Layout.Bits _, Layout.Fixed _, Layout.Lists _, Layout.Indexed _ -> 2;
                    case Layout.Variable _, Layout.ListViews _, Layout.Views _ -> 3;
                    case Layout.Unions(boolean dense) -> dense ? 2 : 1;
                };
        if (count < least) {
            throw broken(type, count + " buffers where " + least + " are needed");
        }
        // Unions of Arrow versions before 1.0 carried a validity bitmap in front.
        long first = layout instanceof Layout.Unions && count > least ? 1 : 0;
        var reader = new Pointers(pointers + (first << 3), type, length);
        Buffer validity = layout.hasValidity() ? validity(reader, rows, nulls) : Buffer.NONE;
        return switch (layout) {
            case Layout.Nothing _, Layout.Runs _ -> List.of();
            case Layout.Bits _ -> List.of(validity, reader.at(1, (rows + 7) >> 3));
            case Layout.Fixed(int width) -> List.of(validity, reader.at(1, rows * width));
            case Layout.Indexed(int width) -> List.of(validity, reader.at(1, rows * width));
            case Layout.Variable(int width) -> {
                Buffer offsets = reader.at(1, (rows + 1) * width);
                long end = offsets.isAbsent() ? 0 : last(offsets, width, rows);
                long start = offsets.isAbsent() ? 0 : last(offsets, width, offset);
                if (start < 0 || end < start) {
                    throw broken(type, "offsets from " + start + " to " + end);
                }
                yield List.of(validity, offsets, end == start ? Buffer.NONE : reader.at(2, end));
            }
            case Layout.Views _ -> views(reader, pointers, count, validity, rows);
            case Layout.Lists(int width) -> List.of(validity, reader.at(1, (rows + 1) * width));
            case Layout.ListViews(int width) ->
                    List.of(validity, reader.at(1, rows * width), reader.at(2, rows * width));
            case Layout.FixedLists _, Layout.Structs _ -> List.of(validity);
            case Layout.Unions(boolean dense) ->
                    dense ? List.of(reader.at(0, rows), reader.at(1, rows * 4)) : List.of(reader.at(0, rows));
        };
    }

    /// The last buffer of a view array holds the lengths of those between.
    private static List<Buffer> views(Pointers reader, long pointers, long count, Buffer validity, long rows) {
        var buffers = new ArrayList<Buffer>();
        buffers.add(validity);
        buffers.add(reader.at(1, rows * 16));
        long lengths = Native.getLong(pointers + ((count - 1) << 3));
        for (long i = 2; i < count - 1; i++) {
            buffers.add(new Buffer(Native.getLong(pointers + (i << 3)), Native.getLong(lengths + ((i - 2) << 3))));
        }
        return buffers;
    }

    private static Buffer validity(Pointers reader, long rows, long nulls) {
        return nulls == 0 ? Buffer.NONE : reader.optional(0, (rows + 7) >> 3);
    }

    private static long last(Buffer offsets, int width, long row) {
        return width == 4
                ? Native.getInt(offsets.address() + (row << 2))
                : Native.getLong(offsets.address() + (row << 3));
    }

    /// The buffer pointers of one array. A pointer is looked at only when there are rows, because it may dangle
    /// otherwise.
    private record Pointers(long address, DataType type, long length) {
        Buffer at(int index, long bytes) {
            Buffer buffer = optional(index, bytes);
            if (buffer.isAbsent() && length > 0 && bytes > 0) {
                throw broken(type, "buffer " + index + " is missing");
            }
            return buffer;
        }

        Buffer optional(int index, long bytes) {
            long pointer = length == 0 ? 0 : Native.getLong(address + 8L * index);
            return pointer == 0 ? Buffer.NONE : new Buffer(pointer, bytes);
        }
    }

    private static PenstockException broken(DataType type, String what) {
        return new PenstockException(
                ErrorCode.SHAPE, "an Arrow array of type " + type + " contradicts its schema: " + what);
    }
}
