package dev.penstock.source.parquet;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.column.ListColumn;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Takes a column apart into its leaves: levels, and values without nulls.
///
/// A flat column's levels are its bitmap. Of a nested one every row is walked through; source: "Dremel", appendix A.
final class Shredder implements AutoCloseable {
    private final Assembly assembly;
    private final List<Leaf> leaves = new ArrayList<>();

    /// @param assembly collects the memory of what comes out
    Shredder(Assembly assembly) {
        this.assembly = assembly;
    }

    /// A leaf that grows.
    private static final class Leaf implements AutoCloseable {
        private final WriteLeaf leaf;
        private final Room definitions;
        private final Room repetitions;
        private final Room places;
        private ArrayData array;
        private long entries;
        private long values;
        private long rows;

        Leaf(WriteLeaf leaf, ArrayData array, Assembly assembly) {
            this.leaf = leaf;
            this.array = array;
            definitions = new Room(assembly.allocator());
            repetitions = new Room(assembly.allocator());
            places = new Room(assembly.allocator());
        }

        void add(int repetition, int definition) {
            Native.putByte(definitions.ensure(entries + 1, entries) + entries, (byte) definition);
            if (leaf.repetition() > 0) {
                Native.putByte(repetitions.ensure(entries + 1, entries) + entries, (byte) repetition);
            }
            rows += repetition == 0 ? 1 : 0;
            entries++;
        }

        void addValue(int repetition, int definition, long place) {
            add(repetition, definition);
            Native.putInt(places.ensure((values + 1) << 2, values << 2) + (values << 2), (int) place);
            values++;
        }

        @Override
        public void close() {
            definitions.close();
            repetitions.close();
            places.close();
        }
    }

    /// The entries of each of `written`, the leaves of the column.
    List<Entries> of(ArrayData column, Field field, List<WriteLeaf> written) {
        if (written.size() == 1 && written.getFirst().path().size() == 1) {
            return List.of(flat(column, field));
        }
        collect(column, written.iterator());
        var next = new int[1];
        for (long row = 0; row < column.length(); row++) {
            next[0] = 0;
            walk(column, field, row, 0, 0, next);
        }
        return leaves.stream().map(this::entries).toList();
    }

    private Entries flat(ArrayData column, Field field) {
        long rows = column.length();
        if (column.type() instanceof DataType.Null) {
            // No bitmap says so, but all are null.
            long none = assembly.room(Math.max(1, rows));
            Native.fill(none, Math.max(1, rows), (byte) 0);
            return new Entries(rows, rows, column.slice(0, 0), null, none, 0);
        }
        Bitmap validity = column.validity();
        if (!field.nullable() || column.countNulls() == 0) {
            return new Entries(rows, rows, column, field.nullable() ? Bitmap.allSet(rows) : null, 0, 0);
        }
        long numbers = assembly.room(Selection.bytes(rows));
        Selection valid = Selection.ofBits(validity, numbers);
        return new Entries(rows, rows, withoutNulls(column, valid), validity, 0, 0);
    }

    /// The gathered rows, of which none is null.
    private ArrayData withoutNulls(ArrayData array, Selection valid) {
        var buffers = new ArrayList<>(array.buffers());
        buffers.set(0, Buffer.NONE);
        var sure =
                new ArrayData(
                        array.type(), array.length(), array.offset(), 0, buffers, array.children(), array.dictionary());
        return Gather.array(sure, valid, assembly);
    }

    private Entries entries(Leaf leaf) {
        Selection places = new Selection(leaf.places.moveTo(assembly), leaf.values);
        ArrayData values =
                leaf.values == 0 || leaf.array.type() instanceof DataType.Null
                        ? leaf.array.slice(0, 0)
                        : withoutNulls(leaf.array, places);
        return new Entries(
                leaf.entries,
                leaf.rows,
                values,
                null,
                leaf.leaf.definition() == 0 ? 0 : leaf.definitions.moveTo(assembly),
                leaf.leaf.repetition() == 0 ? 0 : leaf.repetitions.moveTo(assembly));
    }

    /// Finds the arrays of the leaves, in the order of the schema. Offsets of structs apply to their children.
    private void collect(ArrayData array, Iterator<WriteLeaf> written) {
        switch (array.type()) {
            case DataType.StructOf(List<Field> fields) -> {
                for (int i = 0; i < fields.size(); i++) {
                    collect(array.childRows(i), written);
                }
            }
            case DataType.ListOf _, DataType.MapOf _, DataType.FixedSizeListOf _ ->
                    collect(ListColumn.of(array).elements(), written);
            default -> leaves.add(new Leaf(written.next(), array, assembly));
        }
    }

    private static boolean isNull(ArrayData array, long row) {
        return array.type() instanceof DataType.Null || !array.validity().get(row);
    }

    /// Adds what a row of `array` has to all leaves below it.
    ///
    /// @param next the number of the first leaf below; behind the last one afterwards
    private void walk(ArrayData array, Field field, long row, int repetition, int definition, int[] next) {
        boolean missing = field.nullable() && isNull(array, row);
        int defined = definition + (field.nullable() && !missing ? 1 : 0);
        if (missing) {
            none(array.type(), repetition, definition, next);
            return;
        }
        switch (array.type()) {
            case DataType.StructOf(List<Field> fields) -> {
                for (int i = 0; i < fields.size(); i++) {
                    walk(array.childRows(i), fields.get(i), row, repetition, defined, next);
                }
            }
            case DataType.ListOf(Field element, _) -> list(array, element, row, repetition, defined, next);
            case DataType.FixedSizeListOf(Field element, _) -> list(array, element, row, repetition, defined, next);
            case DataType.MapOf map -> list(array, entry(map), row, repetition, defined, next);
            default -> leaves.get(next[0]++).addValue(repetition, defined, row);
        }
    }

    /// The entries of a map, which are never null, nor are their keys.
    private static Field entry(DataType.MapOf map) {
        Field key = new Field("key", map.key().type(), false);
        return new Field("entries", new DataType.StructOf(List.of(key, map.value())), false);
    }

    private void list(ArrayData array, Field element, long row, int repetition, int definition, int[] next) {
        ListColumn lists = ListColumn.of(array);
        long size = lists.size(row);
        int first = next[0];
        if (size == 0) {
            none(element.type(), repetition, definition, next);
            return;
        }
        int inner = leaves.get(first).leaf.repetition();
        int depth = depth(element.type());
        ArrayData stored = lists.elements();
        ArrayData elements = element.type().equals(stored.type()) ? stored : stored.as(element.type());
        for (long i = 0; i < size; i++) {
            next[0] = first;
            walk(elements, element, lists.start(row) + i, i == 0 ? repetition : inner - depth, definition + 1, next);
        }
    }

    /// How many lists there are around the first leaf of a type.
    private static int depth(DataType type) {
        return switch (type) {
            case DataType.StructOf(List<Field> fields) -> depth(fields.getFirst().type());
            case DataType.ListOf(Field element, _) -> 1 + depth(element.type());
            case DataType.FixedSizeListOf(Field element, _) -> 1 + depth(element.type());
            case DataType.MapOf map -> 1 + depth(map.key().type());
            default -> 0;
        };
    }

    /// Adds an entry without a value to all leaves of a type.
    private void none(DataType type, int repetition, int definition, int[] next) {
        switch (type) {
            case DataType.StructOf(List<Field> fields) ->
                    fields.forEach(child -> none(child.type(), repetition, definition, next));
            case DataType.ListOf(Field element, _) -> none(element.type(), repetition, definition, next);
            case DataType.FixedSizeListOf(Field element, _) -> none(element.type(), repetition, definition, next);
            case DataType.MapOf map -> none(map.entries().type(), repetition, definition, next);
            default -> leaves.get(next[0]++).add(repetition, definition);
        }
    }

    @Override
    public void close() {
        leaves.forEach(Leaf::close);
    }
}
