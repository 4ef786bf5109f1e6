package dev.penstock.kernel;

import static dev.penstock.kernel.GatherBytes.putOffset;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.ListColumn;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.List;

/// The parts of [Relayout] for lists.
final class RelayoutLists {
    private RelayoutLists() {}

    /// Lists with offsets. Elements that lie in order already are not copied.
    static ArrayData offsets(ArrayData array, DataType type, int width, Assembly assembly) {
        ListColumn lists = ListColumn.of(array);
        DataType element = ArrowFormat.children(type).getFirst().type();
        Buffer offsets = assembly.buffer((array.length() + 1) * width);
        boolean inOrder = array.layout() instanceof Layout.Lists;
        long start = inOrder && array.length() > 0 ? lists.start(0) : 0;
        long total = 0;
        putOffset(offsets.address(), width, 0, 0);
        for (long row = 0; row < array.length(); row++) {
            total += !inOrder && lists.isNull(row) ? 0 : lists.size(row);
            putOffset(offsets.address(), width, row + 1, total);
        }
        GatherBytes.checkTotal(type, width, total);
        ArrayData elements = inOrder ? lists.elements().slice(start, total) : ordered(lists, total, assembly);
        var plain =
                new ArrayData(
                        type,
                        array.length(),
                        0,
                        0,
                        List.of(Buffer.NONE, offsets),
                        List.of(Relayout.array(elements, element, assembly)),
                        null);
        return Validity.of(array, plain, assembly);
    }

    private static ArrayData ordered(ListColumn lists, long total, Assembly assembly) {
        return Gather.withSelection(
                total,
                false,
                assembly,
                numbers -> {
                    long next = 0;
                    for (long row = 0; row < lists.length(); row++) {
                        for (long i = 0; !lists.isNull(row) && i < lists.size(row); i++) {
                            Gather.put(numbers, next++, lists.start(row) + i);
                        }
                    }
                },
                rows -> Gather.array(lists.elements(), rows, assembly));
    }

    /// Lists as views of the elements where they lie.
    static ArrayData views(ArrayData array, DataType type, int width, Assembly assembly) {
        ListColumn lists = ListColumn.of(array);
        DataType element = ArrowFormat.children(type).getFirst().type();
        GatherBytes.checkTotal(type, width, lists.elements().length());
        Buffer offsets = assembly.buffer(array.length() * width);
        Buffer sizes = assembly.buffer(array.length() * width);
        for (long row = 0; row < array.length(); row++) {
            boolean isNull = lists.isNull(row);
            putOffset(offsets.address(), width, row, isNull ? 0 : lists.start(row));
            putOffset(sizes.address(), width, row, isNull ? 0 : lists.size(row));
        }
        var plain =
                new ArrayData(
                        type,
                        array.length(),
                        0,
                        0,
                        List.of(Buffer.NONE, offsets, sizes),
                        List.of(Relayout.array(lists.elements(), element, assembly)),
                        null);
        return Validity.of(array, plain, assembly);
    }
}
