package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;

/// Selected rows of a column, in the order of the selection, as a column of the same type. No row gives null.
///
/// Fixed-width values, bits, offsets and strings are copied; what views, dictionaries and list views refer to is shared
/// with the input.
public final class Gather {
    private Gather() {}

    /// The selected rows of `column`, which stays the caller's, as does the result.
    ///
    /// @throws dev.penstock.error.PenstockException with code MEMORY_LIMIT, or COMPUTE when 32-bit offsets do not
    ///   suffice
    public static Column column(Column column, Selection rows, Allocator allocator) {
        try (Assembly assembly = new Assembly(allocator)) {
            ArrayData gathered = array(column.data(), rows, assembly);
            if (refersToInput(column.type())) {
                assembly.keep(column);
            }
            return assembly.finish(gathered);
        }
    }

    /// Whether what this kernel makes of a column of `type` refers to the column's own memory.
    static boolean refersToInput(DataType type) {
        return switch (Layout.of(type)) {
            case Layout.Nothing _, Layout.Bits _, Layout.Fixed _, Layout.Variable _ -> false;
            case Layout.Views _, Layout.ListViews _, Layout.Indexed _ -> true;
            case Layout.Lists _, Layout.FixedLists _, Layout.Structs _, Layout.Runs _, Layout.Unions _ ->
                    dev.penstock.type.ArrowFormat.children(type).stream()
                            .anyMatch(child -> refersToInput(child.type()));
        };
    }

    /// The selected rows of `array`; new buffers come from `assembly`.
    public static ArrayData array(ArrayData array, Selection rows, Assembly assembly) {
        return switch (array.layout()) {
            case Layout.Nothing _ -> ArrayData.flat(array.type(), rows.count(), rows.count());
            case Layout.Bits _ -> bits(array, rows, assembly);
            case Layout.Fixed(int width) -> {
                Buffer values = assembly.buffer(rows.count() * width);
                GatherFixed.values(address(array, 1, width), width, rows, values.address());
                yield valid(array, rows, assembly, List.of(values), List.of());
            }
            case Layout.Indexed(int width) -> {
                Buffer values = assembly.buffer(rows.count() * width);
                GatherFixed.values(address(array, 1, width), width, rows, values.address());
                yield valid(array, rows, assembly, List.of(values), List.of());
            }
            case Layout.Variable(int width) -> {
                List<Buffer> buffers = GatherBytes.offsetsAndBytes(array, width, rows, assembly);
                yield valid(array, rows, assembly, buffers, List.of());
            }
            case Layout.Views _ -> {
                var buffers = new ArrayList<Buffer>();
                Buffer views = assembly.buffer(rows.count() * 16);
                // A null's view may hold anything, but others may look at it: it becomes the empty string.
                GatherFixed.views(address(array, 1, 16), array.validity(), rows, views.address());
                buffers.add(views);
                buffers.addAll(array.buffers().subList(2, array.buffers().size()));
                yield valid(array, rows, assembly, buffers, List.of());
            }
            case Layout.Lists(int width) -> GatherNested.lists(array, width, rows, assembly);
            case Layout.ListViews(int width) -> {
                Buffer offsets = assembly.buffer(rows.count() * width);
                Buffer sizes = assembly.buffer(rows.count() * width);
                GatherFixed.values(address(array, 1, width), width, rows, offsets.address());
                GatherFixed.values(address(array, 2, width), width, rows, sizes.address());
                yield valid(array, rows, assembly, List.of(offsets, sizes), array.children());
            }
            case Layout.FixedLists(int size) -> GatherNested.fixedLists(array, size, rows, assembly);
            case Layout.Structs _ -> {
                var children = new ArrayList<ArrayData>();
                for (int i = 0; i < array.children().size(); i++) {
                    children.add(array(array.childRows(i), rows, assembly));
                }
                yield valid(array, rows, assembly, List.of(), children);
            }
            case Layout.Runs _ -> GatherNested.runs(array, rows, assembly);
            case Layout.Unions(boolean dense) -> GatherNested.union(array, dense, rows, assembly);
        };
    }

    private static ArrayData bits(ArrayData array, Selection rows, Assembly assembly) {
        Buffer values = assembly.buffer(Bitmaps.bytes(rows.count()));
        Bitmaps.gather(array.bits(), rows, values.address());
        return valid(array, rows, assembly, List.of(values), List.of());
    }

    /// The gathered array around `buffers` and `children`: only its validity is left to do.
    static ArrayData valid(
            ArrayData array, Selection rows, Assembly assembly, List<Buffer> buffers, List<ArrayData> children) {
        var all = new ArrayList<Buffer>(buffers.size() + 1);
        Bitmap validity = array.validity();
        long nulls = 0;
        if (rows.count() == 0 || (!rows.missing() && (validity.isAllSet() || array.countNulls() == 0))) {
            all.add(Buffer.NONE);
        } else {
            Buffer gathered = assembly.buffer(Bitmaps.bytes(rows.count()));
            nulls = rows.count() - Bitmaps.gather(validity, rows, gathered.address());
            all.add(nulls == 0 ? Buffer.NONE : gathered);
        }
        all.addAll(buffers);
        return new ArrayData(array.type(), rows.count(), 0, nulls, all, children, array.dictionary());
    }

    /// Where the values of `array`'s first row lie in a buffer of `width` bytes each.
    private static long address(ArrayData array, int buffer, int width) {
        return array.buffer(buffer).address() + array.offset() * width;
    }

    /// Runs `use` with a selection of `count` row numbers that `fill` writes; the room for them is given back.
    static ArrayData withSelection(long count, boolean missing, Assembly assembly, Filler fill, User use) {
        try (Block numbers = assembly.allocator().allocate(Selection.bytes(count))) {
            fill.fill(numbers.address());
            return use.use(new Selection(numbers.address(), count, missing));
        }
    }

    /// Writes row numbers.
    interface Filler {
        void fill(long address);
    }

    /// Uses a selection.
    interface User {
        ArrayData use(Selection rows);
    }

    /// Writes row number `row` at `index`.
    static void put(long numbers, long index, long row) {
        Native.putInt(numbers + (index << 2), (int) row);
    }
}
