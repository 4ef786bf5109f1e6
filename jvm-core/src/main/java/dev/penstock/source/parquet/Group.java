package dev.penstock.source.parquet;

import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// A row group that is being read in pieces. The last piece that is closed closes it.
final class Group {
    /// A column, which a filter may look at as another type than the one it is wanted as.
    private record Wanted(String name, DataType type) {}

    private final ScannedFile file;
    private final int number;
    private final long firstRow;
    private final Allocator allocator;
    private final Map<Wanted, ColumnReader> readers = new HashMap<>();
    private final TreeSet<Long> open = new TreeSet<>();

    /// @param file which is kept open by this group
    /// @param firstRow the number of the first row among all of the scan
    Group(ScannedFile file, int number, long firstRow, Allocator allocator) {
        this.file = file.enter();
        this.number = number;
        this.firstRow = firstRow;
        this.allocator = allocator;
    }

    ScannedFile file() {
        return file;
    }

    long firstRow() {
        return firstRow;
    }

    /// Says where pieces begin, before any of them is read.
    void enter(List<Long> starts) {
        open.addAll(starts);
    }

    /// The reader of a column, which stays the group's.
    ///
    /// @param field what the column is read as
    synchronized ColumnReader reader(Shape shape, Field field) {
        return readers.computeIfAbsent(
                new Wanted(field.name(), field.type()),
                _ -> new ColumnReader(file.file(), number, shape, field, allocator));
    }

    /// Says that the piece that begins at `from` is done.
    void leave(long from) {
        List<ColumnReader> known;
        boolean last;
        long first;
        synchronized (this) {
            open.remove(from);
            last = open.isEmpty();
            first = last ? 0 : open.first();
            known = List.copyOf(readers.values());
        }
        if (last) {
            known.forEach(ColumnReader::close);
            file.leave();
        } else {
            known.forEach(reader -> reader.forget(first));
        }
    }
}
