package dev.penstock.kernel;

import static dev.penstock.kernel.GatherBytes.putOffset;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.ListColumn;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;

/// The parts of [Gather] for layouts whose children have another number of rows than they have.
final class GatherNested {
    private GatherNested() {}

    static ArrayData lists(ArrayData array, int width, Selection rows, Assembly assembly) {
        ListColumn lists = ListColumn.of(array);
        Buffer offsets = assembly.buffer((rows.count() + 1) * width);
        long total = 0;
        putOffset(offsets.address(), width, 0, 0);
        for (long i = 0; i < rows.count(); i++) {
            long row = rows.row(i);
            total += row < 0 || lists.isNull(row) ? 0 : lists.size(row);
            putOffset(offsets.address(), width, i + 1, total);
        }
        GatherBytes.checkTotal(array.type(), 4, total);
        ArrayData elements =
                Gather.withSelection(
                        total,
                        false,
                        assembly,
                        numbers -> {
                            long next = 0;
                            for (long i = 0; i < rows.count(); i++) {
                                long row = rows.row(i);
                                long size = row < 0 || lists.isNull(row) ? 0 : lists.size(row);
                                for (long element = 0; element < size; element++) {
                                    Gather.put(numbers, next++, lists.start(row) + element);
                                }
                            }
                        },
                        selected -> Gather.array(lists.elements(), selected, assembly));
        return Gather.valid(array, rows, assembly, List.of(offsets), List.of(elements));
    }

    static ArrayData fixedLists(ArrayData array, int size, Selection rows, Assembly assembly) {
        ArrayData child = array.childRows(0);
        ArrayData elements =
                Gather.withSelection(
                        rows.count() * size,
                        rows.missing(),
                        assembly,
                        numbers -> {
                            for (long i = 0; i < rows.count(); i++) {
                                long row = rows.row(i);
                                for (long element = 0; element < size; element++) {
                                    Gather.put(numbers, i * size + element, row < 0 ? -1 : row * size + element);
                                }
                            }
                        },
                        selected -> Gather.array(child, selected, assembly));
        return Gather.valid(array, rows, assembly, List.of(), List.of(elements));
    }

    /// Neighbours that come from the same run make one run.
    static ArrayData runs(ArrayData array, Selection rows, Assembly assembly) {
        ArrayData ends = array.children().get(0);
        RunEnds source = RunEnds.of(array);
        int width = source.width();
        Buffer newEnds = assembly.buffer(rows.count() * width);
        long[] runs = new long[1];
        ArrayData values =
                Gather.withSelection(
                        rows.count(),
                        rows.missing(),
                        assembly,
                        numbers -> {
                            long count = 0;
                            long last = Long.MIN_VALUE;
                            long run = 0;
                            for (long i = 0; i < rows.count(); i++) {
                                long row = rows.row(i);
                                run = row < 0 ? -1 : source.find(row, Math.max(run, 0));
                                if (run != last) {
                                    Gather.put(numbers, count++, run);
                                    last = run;
                                }
                                RunEnds.put(newEnds.address(), width, count - 1, i + 1);
                            }
                            runs[0] = count;
                        },
                        selected ->
                                Gather.array(
                                        array.children().get(1),
                                        new Selection(selected.address(), runs[0], selected.missing()),
                                        assembly));
        RunEnds.check(array.type(), width, rows.count());
        ArrayData endArray = ArrayData.flat(ends.type(), runs[0], 0, Buffer.NONE, newEnds);
        return new ArrayData(array.type(), rows.count(), 0, 0, List.of(), List.of(endArray, values), null);
    }

    /// No row becomes a null of the first field, because a union itself has no nulls.
    static ArrayData union(ArrayData array, boolean dense, Selection rows, Assembly assembly) {
        var type = (DataType.Union) array.type();
        long ids = array.buffer(0).address() + array.offset();
        byte first = type.typeIds().getFirst().byteValue();
        Buffer newIds = assembly.buffer(rows.count());
        for (long i = 0; i < rows.count(); i++) {
            long row = rows.row(i);
            Native.putByte(newIds.address() + i, row < 0 ? first : Native.getByte(ids + row));
        }
        var children = new ArrayList<ArrayData>();
        if (!dense) {
            for (int i = 0; i < array.children().size(); i++) {
                children.add(Gather.array(array.childRows(i), rows, assembly));
            }
            return new ArrayData(type, rows.count(), 0, 0, List.of(newIds), children, null);
        }
        long offsets = array.buffer(1).address() + (array.offset() << 2);
        Buffer newOffsets = assembly.buffer(rows.count() << 2);
        for (int field = 0; field < array.children().size(); field++) {
            byte id = type.typeIds().get(field).byteValue();
            long[] used = new long[1];
            ArrayData child = array.children().get(field);
            children.add(
                    Gather.withSelection(
                            rows.count(),
                            rows.missing(),
                            assembly,
                            numbers -> {
                                for (long i = 0; i < rows.count(); i++) {
                                    if (Native.getByte(newIds.address() + i) == id) {
                                        long row = rows.row(i);
                                        Gather.put(
                                                numbers, used[0], row < 0 ? -1 : Native.getInt(offsets + (row << 2)));
                                        Native.putInt(newOffsets.address() + (i << 2), (int) used[0]++);
                                    }
                                }
                            },
                            selected ->
                                    Gather.array(
                                            child,
                                            new Selection(selected.address(), used[0], selected.missing()),
                                            assembly)));
        }
        return new ArrayData(type, rows.count(), 0, 0, List.of(newIds, newOffsets), children, null);
    }
}
