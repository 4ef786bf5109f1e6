package dev.penstock.source.parquet;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Relayout;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A column of a row group that is being read, perhaps by several threads, each of which reads other rows.
final class ColumnReader implements AutoCloseable {
    private final Shape shape;
    private final DataType type;
    private final DataType readType;
    private final long groupRows;
    private final Place place;
    private final Allocator allocator;
    private final Map<Integer, Chunk> chunks = new LinkedHashMap<>();
    private @Nullable Column whole;
    private @Nullable Column values;
    private @Nullable PassingValues passing;
    private boolean tested;
    private volatile boolean unindexed;

    /// @param field the column as it should come out, which [WrittenTypes#fits]
    ColumnReader(ParquetFile file, int rowGroup, Shape shape, Field field, Allocator allocator) {
        this.shape = shape;
        this.type = field.type();
        this.readType = ReadTypes.of(type);
        this.allocator = allocator;
        groupRows = file.rowGroups().get(rowGroup).getNum_rows();
        place = new Place(file.path()).inColumn(shape.node().name()).inRowGroup(rowGroup);
        open(file, rowGroup, shape, readType);
    }

    private void open(ParquetFile file, int rowGroup, Shape part, DataType partType) {
        switch (part) {
            case Shape.Leaf(SchemaNode leaf) -> {
                LeafTarget target = LeafTarget.of(leaf, partType);
                if (target == null) {
                    throw new AssertionError(leaf.name() + " cannot be read as " + partType);
                }
                chunks.put(leaf.leaf(), new Chunk(file, rowGroup, leaf, target, place, allocator));
            }
            case Shape.Fields(_, List<Shape> parts) -> {
                List<Field> fields = ArrowFormat.children(partType);
                for (int i = 0; i < parts.size(); i++) {
                    open(file, rowGroup, parts.get(i), fields.get(i).type());
                }
            }
            case Shape.Elements list ->
                    open(file, rowGroup, list.element(), ArrowFormat.children(partType).getFirst().type());
        }
    }

    /// The only chunk of a flat column.
    private Chunk chunk() {
        return chunks.values().iterator().next();
    }

    /// Rows `from` to `from + rows` of the row group, as a column that the caller owns.
    Column read(long from, long rows) {
        if (shape.repeats()) {
            return all().slice(from, rows);
        }
        return shape instanceof Shape.Leaf ? flat(from, rows) : nested(from, rows);
    }

    private Column flat(long from, long rows) {
        if (type instanceof DataType.Dictionary dictionary && chunk().pages().dictionary() >= 0) {
            try {
                return indexed(dictionary, from, rows);
            } catch (IndexBuilder.NoIndices _) {
                // The dictionary grew too large for its writer, which went on with plain values.
            }
        }
        if (chunk().target() instanceof LeafTarget.Fixed(Conversion conversion) && conversion.loop() == null) {
            return asTheyAre(conversion.to(), from, rows);
        }
        return built(from, rows);
    }

    /// Those of the rows `from` to `from + rows` that are selected, as a column that the caller owns.
    ///
    /// @param selected numbers of rows from `from` on, in order
    Column read(long from, long rows, Selection selected) {
        if (!(shape instanceof Shape.Leaf) || type instanceof DataType.Dictionary) {
            try (Column whole = read(from, rows)) {
                return Gather.column(whole, selected, allocator);
            }
        }
        try (LeafBuilder builder = LeafBuilder.of(chunk().target(), allocator);
                var some = new SelectedRows(chunk(), builder, selected, allocator);
                var assembly = new Assembly(allocator)) {
            builder.expect(selected.count());
            some.read(from, rows);
            return laidOut(some.of(assembly.finish(builder.finish(readType, assembly)), allocator));
        }
    }

    /// Which values of the dictionary pass a test; null when there is none, or one of so many values that to ask the
    /// rows is no more work.
    ///
    /// @param test the only one that this column is ever asked
    synchronized @Nullable PassingValues passing(RowFilter filter, int test) {
        if (!tested) {
            passing = test(filter, test);
            tested = true;
        }
        return passing;
    }

    private @Nullable PassingValues test(RowFilter filter, int test) {
        boolean flat = shape instanceof Shape.Leaf && !shape.repeats() && !(type instanceof DataType.Dictionary);
        if (!flat || chunk().pages().dictionary() < 0) {
            return null;
        }
        Dictionary stored = chunk().dictionary();
        if (stored == null || stored.count() == 0 || stored.count() > groupRows >> 1) {
            return null;
        }
        try (Column asked = laidOut(makeValues(stored, readType))) {
            return new PassingValues(filter.passing(test, asked));
        }
    }

    /// Chooses among rows `from` to `from + rows` of the row group by their indices, and says whether all of them have
    /// one; the selection is of no use otherwise.
    boolean select(long from, long rows, IndexSelection selection) {
        if (unindexed) {
            return false;
        }
        try {
            FlatReader.each(chunk(), from, rows, selection::page);
            return true;
        } catch (IndexBuilder.NoIndices _) {
            unindexed = true;
            return false;
        }
    }

    private Column built(long from, long rows) {
        try (LeafBuilder builder = LeafBuilder.of(chunk().target(), allocator);
                var assembly = new Assembly(allocator)) {
            builder.expect(rows);
            FlatReader.read(chunk(), from, rows, builder);
            return laidOut(assembly.finish(builder.finish(readType, assembly)));
        }
    }

    /// Values that a page has as a column wants them stay in the page's memory, which the column keeps, if all of them
    /// lie in one page and none is null.
    private Column asTheyAre(int width, long from, long rows) {
        Chunk chunk = chunk();
        PageMap map = chunk.pages();
        int number = rows == 0 ? 0 : map.find(from);
        if (rows == 0 || from + rows > map.firstEntries()[number + 1]) {
            return built(from, rows);
        }
        long first = map.firstEntries()[number];
        boolean own = first == from && map.firstEntries()[number + 1] == from + rows;
        Page page = own ? chunk.load(number) : chunk.share(number);
        try (LeafBuilder builder = LeafBuilder.of(chunk.target(), allocator);
                var assembly = new Assembly(allocator)) {
            long[] place = {-1};
            FlatReader.read(
                    chunk,
                    number,
                    page,
                    (int) (from - first),
                    (int) rows,
                    (count, levels, values) -> {
                        if (!(values instanceof FixedValues fixed) || !levels.takeHighest(count)) {
                            builder.add(count, levels, values);
                            return;
                        }
                        long borrowed = fixed.borrow(count);
                        // What others read must be aligned; for a page that is not, see Chunk#levelsWithoutNulls.
                        if (borrowed >= 0 && (borrowed & 7) == 0) {
                            place[0] = borrowed;
                        } else if (borrowed >= 0) {
                            long end = borrowed + (long) count * width;
                            builder.addAll(count, new PlainFixed(new ByteCursor(borrowed, end), width));
                        } else {
                            builder.addAll(count, values);
                        }
                    });
            if (place[0] < 0) {
                return laidOut(assembly.finish(builder.finish(readType, assembly)));
            }
            assembly.adopt(page.memory().share().lease());
            var buffer = new Buffer(place[0], rows * width);
            return laidOut(assembly.finish(ArrayData.flat(readType, rows, 0, Buffer.NONE, buffer)));
        } finally {
            if (own) {
                page.close();
            }
        }
    }

    /// Indices of the file that become indices of the column.
    private Column indexed(DataType.Dictionary dictionary, long from, long rows) {
        Dictionary stored = chunk().dictionary();
        int width = ((Layout.Indexed) Layout.of(dictionary)).width();
        int bits = dictionary.index().signed() ? dictionary.index().bits() - 1 : dictionary.index().bits();
        if (stored == null || (bits < 31 && stored.count() > 1L << bits)) {
            throw new IndexBuilder.NoIndices();
        }
        Column meant = values(stored, dictionary.values());
        try (LeafBuilder builder = new IndexBuilder(width, allocator);
                var assembly = new Assembly(allocator)) {
            builder.expect(rows);
            FlatReader.read(chunk(), from, rows, builder);
            ArrayData indices = builder.finish(dictionary, assembly);
            assembly.keep(meant);
            return assembly.finish(
                    new ArrayData(
                            dictionary,
                            indices.length(),
                            0,
                            indices.nullCount(),
                            indices.buffers(),
                            List.of(),
                            meant.data()));
        }
    }

    /// The values of the chunk's dictionary as a column, which stays this reader's.
    private synchronized Column values(Dictionary stored, DataType valueType) {
        Column known = values;
        if (known == null) {
            known = makeValues(stored, valueType);
            values = known;
        }
        return known;
    }

    private Column makeValues(Dictionary stored, DataType valueType) {
        try (var assembly = new Assembly(allocator)) {
            assembly.adopt(stored.values().share().lease());
            Buffer first = stored.count() == 0 ? Buffer.NONE : stored.values().buffer();
            if (!stored.isOfStrings()) {
                return assembly.finish(ArrayData.flat(valueType, stored.count(), 0, Buffer.NONE, first));
            }
            assembly.adopt(stored.page().share().lease());
            DataType views =
                    valueType instanceof DataType.Utf8
                            ? new DataType.Utf8(DataType.Bytes.VIEWS)
                            : new DataType.Binary(DataType.Bytes.VIEWS);
            try (Column column =
                    assembly.finish(
                            ArrayData.flat(views, stored.count(), 0, Buffer.NONE, first, stored.page().buffer()))) {
                return Relayout.column(column, valueType, allocator);
            }
        }
    }

    /// Rows of a group in which nothing repeats.
    private Column nested(long from, long rows) {
        return assembled(leaf -> leaf.readRows(from, rows));
    }

    /// All rows of the row group: in a list, nobody knows where a row is without those before it.
    private synchronized Column all() {
        Column known = whole;
        if (known == null) {
            known = assembled(leaf -> leaf.readAll(groupRows));
            whole = known;
        }
        return known;
    }

    private interface Read {
        void of(NestedLeaf leaf);
    }

    private Column assembled(Read read) {
        Map<Integer, NestedLeaf> leaves = new LinkedHashMap<>();
        try (var assembly = new Assembly(allocator)) {
            places(shape, 0, leaves);
            leaves.values().forEach(read::of);
            ArrayData array = place.guarded(() -> new Assembler(leaves, assembly).of(shape, readType));
            return laidOut(assembly.finish(array));
        } finally {
            leaves.values().forEach(NestedLeaf::close);
        }
    }

    private void places(Shape part, int placeLevel, Map<Integer, NestedLeaf> leaves) {
        switch (part) {
            case Shape.Leaf(SchemaNode leaf) -> {
                Chunk chunk = chunks.get(leaf.leaf());
                if (chunk == null) {
                    throw new AssertionError("the chunk of " + leaf.name() + " is not open");
                }
                leaves.put(leaf.leaf(), new NestedLeaf(chunk, placeLevel));
            }
            case Shape.Fields(_, List<Shape> parts) -> parts.forEach(child -> places(child, placeLevel, leaves));
            case Shape.Elements list -> places(list.element(), list.filled(), leaves);
        }
    }

    /// The column, which moves in, in the layout that was asked for.
    private Column laidOut(Column column) {
        if (column.type().equals(type)) {
            return column;
        }
        try (column) {
            return Relayout.column(column, type, allocator);
        }
    }

    /// Gives back what only readers of rows before `row` needed.
    void forget(long row) {
        chunks.values().forEach(chunk -> chunk.forget(row));
    }

    @Override
    public synchronized void close() {
        chunks.values().forEach(Chunk::close);
        if (whole != null) {
            whole.close();
            whole = null;
        }
        if (values != null) {
            values.close();
            values = null;
        }
    }
}
