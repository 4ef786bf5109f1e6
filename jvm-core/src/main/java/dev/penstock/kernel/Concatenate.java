package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// Columns of one type, one after the other, as one column. Dictionaries that differ are merged by value. Columns that
/// lie behind one another in the same memory, as the pieces of one column do, are put together without a copy.
public final class Concatenate {
    private Concatenate() {}

    /// The rows of all `columns`, which stay the caller's, as does the result.
    ///
    /// @param columns at least one; all of the same type
    /// @throws dev.penstock.error.PenstockException with code MEMORY_LIMIT, or COMPUTE when 32-bit offsets, run ends or
    ///   dictionary indices do not suffice
    public static Column columns(List<Column> columns, Allocator allocator) {
        List<ArrayData> parts = joined(columns.stream().map(Column::data).toList());
        if (parts.size() == 1) {
            return columns.getFirst().view(parts.getFirst());
        }
        try (Assembly assembly = new Assembly(allocator)) {
            ArrayData data = arrays(parts, assembly);
            if (Gather.refersToInput(data.type())) {
                columns.forEach(assembly::keep);
            }
            return assembly.finish(data);
        }
    }

    /// The same rows in as few parts as there are pieces of memory.
    private static List<ArrayData> joined(List<ArrayData> parts) {
        var joined = new ArrayList<ArrayData>();
        for (ArrayData part : parts) {
            if (!joined.isEmpty() && joined.getLast().adjoins(part)) {
                joined.add(joined.removeLast().join(part));
            } else {
                joined.add(part);
            }
        }
        return joined;
    }

    /// The rows of all `batches`, which stay the caller's, as does the result.
    ///
    /// @param batches at least one; all of schema `schema`
    public static Batch batches(Schema schema, List<Batch> batches, Allocator allocator) {
        if (batches.size() == 1) {
            return batches.getFirst().share();
        }
        var columns = new ArrayList<Column>();
        try {
            for (int i = 0; i < schema.size(); i++) {
                int index = i;
                columns.add(columns(batches.stream().map(batch -> batch.column(index)).toList(), allocator));
            }
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
        return new Batch(schema, batches.stream().mapToLong(Batch::rows).sum(), columns);
    }

    /// The rows of all `parts`; new buffers come from `assembly`.
    static ArrayData arrays(List<ArrayData> parts, Assembly assembly) {
        ArrayData first = parts.getFirst();
        assert parts.stream().allMatch(part -> part.type().equals(first.type())) : "columns of different types";
        long rows = rows(parts);
        return switch (first.layout()) {
            case Layout.Nothing _ -> ArrayData.flat(first.type(), rows, rows);
            case Layout.Bits _ -> valid(parts, assembly, List.of(bits(parts, rows, assembly)), List.of());
            case Layout.Fixed(int width) ->
                    valid(parts, assembly, List.of(fixed(parts, 1, width, assembly)), List.of());
            case Layout.Variable(int width) ->
                    valid(parts, assembly, ConcatenateBytes.offsetsAndBytes(parts, width, assembly), List.of());
            case Layout.Views _ -> valid(parts, assembly, ConcatenateBytes.views(parts, assembly), List.of());
            case Layout.Lists(int width) -> ConcatenateNested.lists(parts, width, assembly);
            case Layout.ListViews(int width) -> ConcatenateNested.listViews(parts, width, assembly);
            case Layout.FixedLists _ -> valid(parts, assembly, List.of(), List.of(children(parts, 0, assembly)));
            case Layout.Structs _ -> {
                var children = new ArrayList<ArrayData>();
                for (int i = 0; i < first.children().size(); i++) {
                    children.add(children(parts, i, assembly));
                }
                yield valid(parts, assembly, List.of(), children);
            }
            case Layout.Indexed _ -> Dictionaries.concatenate(parts, assembly);
            case Layout.Runs _ -> ConcatenateNested.runs(parts, assembly);
            case Layout.Unions(boolean dense) -> ConcatenateNested.unions(parts, dense, assembly);
        };
    }

    /// Child `index` of all parts, cut to their rows.
    static ArrayData children(List<ArrayData> parts, int index, Assembly assembly) {
        return arrays(parts.stream().map(part -> part.childRows(index)).toList(), assembly);
    }

    static long rows(List<ArrayData> parts) {
        return parts.stream().mapToLong(ArrayData::length).sum();
    }

    /// Buffer `index` of all parts, `width` bytes for each row.
    static Buffer fixed(List<ArrayData> parts, int index, int width, Assembly assembly) {
        Buffer values = assembly.buffer(rows(parts) * width);
        long to = values.address();
        for (ArrayData part : parts) {
            Native.copy(part.buffer(index).address() + part.offset() * width, to, part.length() * width);
            to += part.length() * width;
        }
        return values;
    }

    private static Buffer bits(List<ArrayData> parts, long rows, Assembly assembly) {
        Buffer values = assembly.buffer(Bitmaps.bytes(rows));
        long at = 0;
        for (ArrayData part : parts) {
            Bitmaps.append(part.bits(), values.address(), at);
            at += part.length();
        }
        return values;
    }

    /// The array around `buffers` and `children`: only its validity is left to do.
    static ArrayData valid(List<ArrayData> parts, Assembly assembly, List<Buffer> buffers, List<ArrayData> children) {
        ArrayData first = parts.getFirst();
        var all = new ArrayList<Buffer>();
        all.add(Buffer.NONE);
        all.addAll(buffers);
        return validity(parts, assembly, new ArrayData(first.type(), rows(parts), 0, 0, all, children, null));
    }

    /// `array` with the validity of the parts as its first buffer.
    static ArrayData validity(List<ArrayData> parts, Assembly assembly, ArrayData array) {
        long nulls = parts.stream().mapToLong(ArrayData::countNulls).sum();
        if (nulls == 0) {
            return array;
        }
        Buffer validity = assembly.buffer(Bitmaps.bytes(array.length()));
        long at = 0;
        for (ArrayData part : parts) {
            Bitmap bits = part.validity();
            Bitmaps.append(bits, validity.address(), at);
            at += part.length();
        }
        var buffers = new ArrayList<>(array.buffers());
        buffers.set(0, validity);
        return new ArrayData(array.type(), array.length(), 0, nulls, buffers, array.children(), array.dictionary());
    }
}
