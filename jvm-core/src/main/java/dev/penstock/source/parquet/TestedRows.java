package dev.penstock.source.parquet;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a piece that pass the tests of columns that are stored as indices into a dictionary.
///
/// @param passed which tests were asked, a bit for each
/// @param numbers of the rows that passed them, counted from the piece's first one; null when all did
record TestedRows(long passed, @Nullable Column numbers) implements AutoCloseable {
    private static final TestedRows UNTESTED = new TestedRows(0, null);

    /// A test that can be asked of a dictionary.
    private record Test(int number, ColumnReader reader, PassingValues values) {}

    /// @param readers for each test of the filter the reader of its column; null where there is none
    static TestedRows of(Piece piece, RowFilter filter, List<@Nullable ColumnReader> readers, Allocator allocator) {
        var tests = new ArrayList<Test>();
        for (int i = 0; i < readers.size(); i++) {
            ColumnReader reader = readers.get(i);
            PassingValues values = reader == null ? null : reader.passing(filter, i);
            if (reader != null && values != null) {
                tests.add(new Test(i, reader, values));
            }
        }
        if (tests.isEmpty()) {
            return UNTESTED;
        }
        // Those that let few values pass leave the others little to do.
        tests.sort(Comparator.comparingDouble(test -> test.values.share()));
        try (var assembly = new Assembly(allocator)) {
            long bytes = piece.rows() * Integer.BYTES;
            long known = assembly.buffer(bytes).address();
            long room = assembly.buffer(bytes).address();
            long passed = 0;
            long count = -1;
            for (Test test : tests) {
                var selection = new IndexSelection(test.values, known, count, room);
                if (test.reader.select(piece.from(), piece.rows(), selection)) {
                    passed |= 1L << test.number;
                    count = selection.chosen();
                    long free = known;
                    known = room;
                    room = free;
                }
                if (count == 0) {
                    break;
                }
            }
            if (count < 0 || count == piece.rows()) {
                return new TestedRows(passed, null);
            }
            var chosen = new Buffer(known, count * Integer.BYTES);
            return new TestedRows(passed, assembly.finish(ArrayData.flat(Types.UINT32, count, 0, Buffer.NONE, chosen)));
        }
    }

    /// Whether no row is left.
    boolean isEmpty() {
        return numbers != null && numbers.length() == 0;
    }

    @Override
    public void close() {
        if (numbers != null) {
            numbers.close();
        }
    }
}
