package dev.penstock.source.parquet;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Puts structs, lists and maps together from the levels of the leaves below them.
///
/// A node has a place for each entry that begins one in its innermost list: whose repetition level is at most the
/// list's, and whose definition level says that the list has an element there. Source: "Dremel: Interactive Analysis of
/// Web-Scale Datasets", section 4; the levels are those of the first leaf below the node.
final class Assembler {
    private final Map<Integer, NestedLeaf> leaves;
    private final Assembly assembly;

    /// @param leaves by their numbers
    Assembler(Map<Integer, NestedLeaf> leaves, Assembly assembly) {
        this.leaves = leaves;
        this.assembly = assembly;
    }

    /// The innermost list around a node; the rows themselves are the outermost.
    private record Around(int repetition, int filled) {
        boolean isPlace(LeafLevels levels, long entry) {
            return levels.repetition(entry) <= repetition && levels.definition(entry) >= filled;
        }
    }

    /// The rows of a column.
    ///
    /// @param type one of [ReadTypes]
    ArrayData of(Shape shape, DataType type) {
        return of(shape, type, new Around(0, 0));
    }

    private ArrayData of(Shape shape, DataType type, Around around) {
        return switch (shape) {
            case Shape.Leaf(SchemaNode node) -> leaf(node).builder().finish(type, assembly);
            case Shape.Fields(SchemaNode node, List<Shape> parts) -> struct(node, parts, type, around);
            case Shape.Elements elements -> elements(elements, type, around);
        };
    }

    private NestedLeaf leaf(SchemaNode node) {
        NestedLeaf leaf = leaves.get(node.leaf());
        if (leaf == null) {
            throw new AssertionError("the leaf of " + node.name() + " was not read");
        }
        return leaf;
    }

    private ArrayData struct(SchemaNode node, List<Shape> parts, DataType type, Around around) {
        List<Field> fields = ArrowFormat.children(type);
        var children = new ArrayList<ArrayData>();
        for (int i = 0; i < parts.size(); i++) {
            children.add(required(fields.get(i), of(parts.get(i), fields.get(i).type(), around)));
        }
        LeafLevels levels = leaf(parts.getFirst().firstLeaf()).levels();
        try (var validity = new ValidityBits(assembly.allocator())) {
            for (long entry = 0; entry < levels.entries(); entry++) {
                if (around.isPlace(levels, entry)) {
                    add(validity, levels.definition(entry) >= node.definition());
                }
            }
            long rows = validity.rows();
            long nulls = validity.nulls();
            for (ArrayData child : children) {
                if (child.length() != rows) {
                    throw BrokenFile.because("a field of %,d rows in a struct of %,d", child.length(), rows);
                }
            }
            return new ArrayData(type, rows, 0, nulls, List.of(validity.finish(assembly)), children, null);
        }
    }

    /// A field that is never null has no bitmap: where its struct is null, nobody looks.
    private static ArrayData required(Field field, ArrayData child) {
        if (field.nullable() || child.nullCount() == 0 || !child.layout().hasValidity()) {
            return child;
        }
        var buffers = new ArrayList<>(child.buffers());
        buffers.set(0, Buffer.NONE);
        return new ArrayData(child.type(), child.length(), 0, 0, buffers, child.children(), child.dictionary());
    }

    private static void add(ValidityBits validity, boolean valid) {
        if (valid) {
            validity.addValid(1);
        } else {
            long bits = validity.prepare(1);
            Bitmaps.setRange(bits, validity.rows(), 1, false);
            validity.added(1, 0);
        }
    }

    private ArrayData elements(Shape.Elements list, DataType type, Around around) {
        var inside = new Around(list.repetition(), list.filled());
        Field element = ArrowFormat.children(type).getFirst();
        ArrayData child = of(list.element(), element.type(), inside);
        if (list.map()) {
            checkKeys(child);
        }
        int width = type instanceof DataType.ListOf(_, Elements elements) && elements == Elements.OFFSETS64 ? 8 : 4;
        LeafLevels levels = leaf(list.firstLeaf()).levels();
        try (var validity = new ValidityBits(assembly.allocator());
                var ends = new Room(assembly.allocator())) {
            long count = 0;
            for (long entry = 0; entry < levels.entries(); entry++) {
                if (around.isPlace(levels, entry)) {
                    putEnd(ends, width, validity.rows(), count);
                    add(validity, levels.definition(entry) >= list.present());
                }
                count += inside.isPlace(levels, entry) ? 1 : 0;
            }
            long rows = validity.rows();
            putEnd(ends, width, rows, count);
            if (child.length() != count) {
                throw BrokenFile.because("%,d elements in lists of %,d", child.length(), count);
            }
            if (type instanceof DataType.FixedSizeListOf fixed) {
                return fixed(fixed, child, validity, ends);
            }
            long nulls = validity.nulls();
            Buffer offsets = rows == 0 ? Buffer.NONE : new Buffer(ends.moveTo(assembly), (rows + 1) * width);
            return new ArrayData(
                    type, rows, 0, nulls, List.of(validity.finish(assembly), offsets), List.of(child), null);
        }
    }

    private static void checkKeys(ArrayData entries) {
        if (entries.children().getFirst().countNulls() > 0) {
            throw new BrokenFile("a map with a null key");
        }
    }

    private static void putEnd(Room ends, int width, long row, long end) {
        long to = ends.ensure((row + 1) * width, row * width) + row * width;
        if (width == 8) {
            Native.putLong(to, end);
        } else if (end > Integer.MAX_VALUE) {
            throw new PenstockException(
                            ErrorCode.COMPUTE, "%,d elements are more than 32-bit offsets can count".formatted(end))
                    .hint("write the file with smaller row groups, or with large lists");
        } else {
            Native.putInt(to, (int) end);
        }
    }

    /// Lists that all have the same size. A null list has no elements in the file, and nulls in a column.
    private ArrayData fixed(DataType.FixedSizeListOf type, ArrayData child, ValidityBits validity, Room ends) {
        long rows = validity.rows();
        int size = ((Layout.FixedLists) Layout.of(type)).size();
        var valid = validity.last(rows);
        for (long row = 0; row < rows; row++) {
            int count = Native.getInt(ends.address() + (row << 2) + 4) - Native.getInt(ends.address() + (row << 2));
            if (count != (valid.get(row) ? size : 0)) {
                throw BrokenFile.because("a list of %d elements where all have %d", count, size);
            }
        }
        ArrayData filled = validity.nulls() == 0 ? child : filled(child, valid, rows, size);
        long nulls = validity.nulls();
        return new ArrayData(type, rows, 0, nulls, List.of(validity.finish(assembly)), List.of(filled), null);
    }

    private ArrayData filled(ArrayData child, Bitmap valid, long rows, int size) {
        long count = Math.multiplyExact(rows, (long) size);
        try (Block numbers = assembly.allocator().allocate(Selection.bytes(count))) {
            int next = 0;
            long to = numbers.address();
            for (long row = 0; row < rows; row++) {
                boolean is = valid.get(row);
                for (int i = 0; i < size; i++, to += 4) {
                    Native.putInt(to, is ? next++ : -1);
                }
            }
            return Gather.array(child, new Selection(numbers.address(), count, true), assembly);
        }
    }
}
