package dev.penstock.kernel;

import static dev.penstock.kernel.GatherBytes.offset;
import static dev.penstock.kernel.GatherBytes.putOffset;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;

/// The parts of [Concatenate] for layouts whose children have another number of rows than they have.
final class ConcatenateNested {
    private ConcatenateNested() {}

    static ArrayData lists(List<ArrayData> parts, int width, Assembly assembly) {
        Buffer offsets = assembly.buffer((Concatenate.rows(parts) + 1) * width);
        var children = new ArrayList<ArrayData>();
        long row = 0;
        long at = 0;
        putOffset(offsets.address(), width, 0, 0);
        for (ArrayData part : parts) {
            long start = ConcatenateBytes.start(part, width);
            long count = ConcatenateBytes.end(part, width) - start;
            long base = part.buffer(1).address() + part.offset() * width;
            GatherBytes.checkTotal(part.type(), width, at + count);
            for (long i = 1; i <= part.length(); i++) {
                putOffset(offsets.address(), width, row + i, offset(base, width, i) - start + at);
            }
            children.add(part.children().getFirst().slice(start, count));
            row += part.length();
            at += count;
        }
        return Concatenate.valid(parts, assembly, List.of(offsets), List.of(Concatenate.arrays(children, assembly)));
    }

    /// The elements of all parts are put together whole, because views may point anywhere.
    static ArrayData listViews(List<ArrayData> parts, int width, Assembly assembly) {
        Buffer offsets = assembly.buffer(Concatenate.rows(parts) * width);
        Buffer sizes = Concatenate.fixed(parts, 2, width, assembly);
        long row = 0;
        long at = 0;
        for (ArrayData part : parts) {
            long base = part.buffer(1).address() + part.offset() * width;
            for (long i = 0; i < part.length(); i++) {
                putOffset(offsets.address(), width, row + i, offset(base, width, i) + at);
            }
            row += part.length();
            at += part.children().getFirst().length();
        }
        GatherBytes.checkTotal(parts.getFirst().type(), width, at);
        List<ArrayData> children = parts.stream().map(part -> part.children().getFirst()).toList();
        return Concatenate.valid(
                parts, assembly, List.of(offsets, sizes), List.of(Concatenate.arrays(children, assembly)));
    }

    /// Runs are cut at the parts' ends; neighbours across a seam stay two runs.
    static ArrayData runs(List<ArrayData> parts, Assembly assembly) {
        ArrayData first = parts.getFirst();
        int width = RunEnds.of(first).width();
        long rows = Concatenate.rows(parts);
        RunEnds.check(first.type(), width, rows);
        long most = parts.stream().mapToLong(part -> RunEnds.of(part).runs()).sum();
        Buffer ends = assembly.buffer(most * width);
        var values = new ArrayList<ArrayData>();
        long runs = 0;
        long at = 0;
        for (ArrayData part : parts) {
            RunEnds source = RunEnds.of(part);
            long from = part.length() == 0 ? 0 : source.find(0, 0);
            long to = part.length() == 0 ? 0 : source.find(part.length() - 1, from) + 1;
            for (long run = from; run < to; run++) {
                RunEnds.put(ends.address(), width, runs++, at + Math.min(source.end(run), part.length()));
            }
            values.add(part.children().get(1).slice(from, to - from));
            at += part.length();
        }
        ArrayData endArray = ArrayData.flat(first.children().getFirst().type(), runs, 0, Buffer.NONE, ends);
        return new ArrayData(
                first.type(), rows, 0, 0, List.of(), List.of(endArray, Concatenate.arrays(values, assembly)), null);
    }

    static ArrayData unions(List<ArrayData> parts, boolean dense, Assembly assembly) {
        ArrayData first = parts.getFirst();
        Buffer ids = Concatenate.fixed(parts, 0, 1, assembly);
        var children = new ArrayList<ArrayData>();
        if (!dense) {
            for (int i = 0; i < first.children().size(); i++) {
                children.add(Concatenate.children(parts, i, assembly));
            }
            return new ArrayData(first.type(), Concatenate.rows(parts), 0, 0, List.of(ids), children, null);
        }
        Buffer offsets = Concatenate.fixed(parts, 1, 4, assembly);
        for (int i = 0; i < first.children().size(); i++) {
            int index = i;
            byte id = ((dev.penstock.type.DataType.Union) first.type()).typeIds().get(i).byteValue();
            long row = 0;
            long shift = 0;
            for (ArrayData part : parts) {
                for (long end = row + part.length(); row < end; row++) {
                    if (Native.getByte(ids.address() + row) == id) {
                        long at = offsets.address() + (row << 2);
                        Native.putInt(at, (int) (Native.getInt(at) + shift));
                    }
                }
                shift += part.children().get(i).length();
            }
            GatherBytes.checkTotal(first.type(), 4, shift);
            children.add(Concatenate.arrays(parts.stream().map(part -> part.children().get(index)).toList(), assembly));
        }
        return new ArrayData(first.type(), Concatenate.rows(parts), 0, 0, List.of(ids, offsets), children, null);
    }
}
