package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.Empty;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of each group, side by side and in the order of the input, or of columns of their own, for aggregates that
/// need all of them at once.
///
/// Columns are not copied while rows come in: their memory is shared, and each row costs the four bytes of its group.
/// When all are there, [#arrange] sorts the numbers of the rows by group, which is a counting sort: it takes one look
/// at each row and keeps the order.
public final class RowsByGroup implements Accumulator {
    /// Between so many rows somebody may want to stop.
    private static final long MANY = 1 << 16;

    /// Some rows and their groups, -1 for none.
    private record Piece(List<Column> columns, Block ids, long rows, long place) {
        void close() {
            Column.closeAll(columns);
            ids.close();
        }
    }

    private final List<DataType> types;
    private final List<RowOrdering> orderings;
    private final Allocator allocator;
    private final Assembly room;
    private final Slots counts;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();
    private @Nullable Block starts;
    private @Nullable Block order;

    /// @param types of the columns that are kept
    /// @param orderings how the last columns order the rows of a group, the first of them first; none for the order of
    ///   the input
    RowsByGroup(List<DataType> types, List<RowOrdering> orderings, Allocator allocator) {
        this.types = types;
        this.orderings = orderings;
        this.room = new Assembly(allocator);
        this.allocator = allocator;
        this.counts = Slots.longs(allocator, 0);
    }

    @Override
    public void grow(long groups) {
        counts.grow(groups);
    }

    @Override
    public void add(GroupedColumn rows) {
        long count = rows.rows();
        // Asks for memory of its own, and so comes first.
        long chosen = rows.chosen();
        Block ids = allocator.allocate(Selection.bytes(count));
        Native.copy(chosen, ids.address(), Selection.bytes(count));
        pieces.add(new Piece(Column.shareAll(rows.arguments()), ids, count, rows.sequence()));
        long to = counts.address();
        for (long row = 0; row < count; row++) {
            long at = to + ((long) Native.getInt(ids.address() + (row << 2)) << 3);
            Native.putLong(at, Native.getLong(at) + 1);
        }
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        var same = (RowsByGroup) other;
        try (Slots here = new Slots(allocator, Integer.BYTES, -1)) {
            here.grow(same.counts.count());
            for (long i = 0; i < from.count(); i++) {
                int group = Native.getInt(to + (i << 2));
                here.putInt(from.row(i), group);
                counts.putLong(group, counts.getLong(group) + same.counts.getLong(from.row(i)));
            }
            for (Piece piece : same.pieces) {
                Block ids = allocator.allocate(Selection.bytes(piece.rows));
                renumber(piece.ids.address(), here.address(), ids.address(), piece.rows);
                pieces.add(new Piece(Column.shareAll(piece.columns), ids, piece.rows, piece.place));
            }
        }
    }

    private static void renumber(long ids, long numbers, long to, long rows) {
        for (long row = 0; row < rows; row++) {
            long number = Native.getInt(ids + (row << 2));
            Native.putInt(to + (row << 2), Native.getInt(numbers + (number << 2)));
        }
    }

    @Override
    public List<Runnable> arrange(int parts, Runnable check) {
        // Pieces of one place come in their order, and the sort keeps it.
        pieces.sort(Comparator.comparingLong(Piece::place));
        long rows = writeStarts();
        for (int i = 0; i < types.size(); i++) {
            columns.add(whole(i));
        }
        List<GroupRange> ranges = ranges(parts);
        // One place behind the others for each range, for rows of other groups.
        order = allocator.allocate(Selection.bytes(rows + ranges.size()));
        RowComparison comparison = comparison();
        var chores = new ArrayList<Runnable>();
        for (int i = 0; i < ranges.size(); i++) {
            GroupRange range = ranges.get(i);
            int nowhere = (int) rows + i;
            chores.add(() -> {
                sort(range, nowhere, check);
                if (comparison != null) {
                    sort(range, comparison, check);
                }
            });
        }
        return chores;
    }

    private @Nullable RowComparison comparison() {
        RowComparison all = null;
        for (int i = 0; i < orderings.size(); i++) {
            Column column = columns.get(columns.size() - orderings.size() + i);
            RowComparison next = RowComparison.of(column.data(), orderings.get(i), room);
            all = all == null ? next : all.then(next);
        }
        return all;
    }

    /// Sorts the rows of each group.
    private void sort(GroupRange range, RowComparison comparison, Runnable check) {
        long most = 0;
        for (long group = range.from(); group < range.to(); group++) {
            most = Math.max(most, count(group));
        }
        try (Block scratch = allocator.allocate(Selection.bytes(most))) {
            for (long group = range.from(); group < range.to(); group++) {
                check.run();
                RowMergeSort.sort(rows(group, group + 1), comparison, scratch.address());
            }
        }
    }

    private long writeStarts() {
        starts = allocator.allocate(Selection.bytes(counts.count() + 1));
        long rows = 0;
        for (long group = 0; group < counts.count(); group++) {
            Native.putInt(starts.address() + (group << 2), (int) rows);
            rows += counts.getLong(group);
        }
        Native.putInt(starts.address() + (counts.count() << 2), (int) rows);
        long all = pieces.stream().mapToLong(Piece::rows).sum();
        if (all > Integer.MAX_VALUE) {
            throw new PenstockException(
                            ErrorCode.COMPUTE,
                            "%,d rows are too many for an aggregate that needs them side by side".formatted(all))
                    .hint("filter the rows first, or aggregate parts of them");
        }
        return rows;
    }

    /// Column `index` of all pieces.
    private Column whole(int index) {
        List<Column> parts = pieces.stream().map(piece -> piece.columns.get(index)).toList();
        return parts.isEmpty() ? Empty.nulls(types.get(index), 0, allocator) : Concatenate.columns(parts, allocator);
    }

    /// Groups in as many ranges, of about as many rows each. There may be fewer, because a group stays in one piece.
    List<GroupRange> ranges(int parts) {
        var ranges = new ArrayList<GroupRange>();
        long groups = counts.count();
        long rows = start(groups);
        long from = 0;
        for (long part = 1; part <= parts && from < groups; part++) {
            long end = part == parts ? groups : from + 1;
            while (end < groups && start(end) < rows * part / parts) {
                end++;
            }
            ranges.add(new GroupRange(from, end));
            from = end;
        }
        return ranges;
    }

    /// Every range looks at all rows: that is cheap next to putting its own where they belong, and no range waits.
    private void sort(GroupRange range, int nowhere, Runnable check) {
        long to = order().address();
        try (Slots next = new Slots(allocator, Integer.BYTES, nowhere)) {
            // Each range has its own, so that no two threads write to one line of the cache.
            next.grow(range.to());
            Native.copy(
                    starts().address() + (range.from() << 2),
                    next.address() + (range.from() << 2),
                    Selection.bytes(range.count()));
            long base = 0;
            for (Piece piece : pieces) {
                for (long from = 0; from < piece.rows; from += MANY) {
                    check.run();
                    long ids = piece.ids.address() + (from << 2);
                    sort(range, ids, Math.min(MANY, piece.rows - from), base + from, next.address(), to);
                }
                base += piece.rows;
            }
        }
    }

    /// Rows of other groups are put where nobody looks, each over the one before: cheaper than a branch that is taken
    /// every other time.
    private static void sort(GroupRange range, long ids, long rows, long base, long next, long to) {
        long low = range.from();
        long count = range.count();
        for (long row = 0; row < rows; row++) {
            long group = Native.getInt(ids + (row << 2));
            long mine = Long.compareUnsigned(group - low, count) < 0 ? 1 : 0;
            // Group -1 lies in front of the others.
            long at = next + (((group & -mine) | (mine - 1)) << 2);
            long place = Native.getInt(at);
            Native.putInt(at, (int) (place + mine));
            Native.putInt(to + (place << 2), (int) (base + row));
        }
    }

    private Block starts() {
        return known(starts);
    }

    private Block order() {
        return known(order);
    }

    private static Block known(@Nullable Block block) {
        if (block == null) {
            throw new AssertionError("rows are looked at before they are arranged");
        }
        return block;
    }

    /// How many groups there are.
    long groups() {
        return counts.count();
    }

    /// How many rows a group has.
    long count(long group) {
        return counts.getLong(group);
    }

    /// The place of a group's first row in the order of [#rows].
    long start(long group) {
        return Native.getInt(starts().address() + (group << 2));
    }

    /// The numbers of the rows of the groups `from` to `to`, without the last, in [#column].
    Selection rows(long from, long to) {
        return new Selection(order().address() + (start(from) << 2), start(to) - start(from));
    }

    /// All rows of a column, in the order of the input.
    Column column(int index) {
        return columns.get(index);
    }

    Allocator allocator() {
        return allocator;
    }

    /// What is kept has no value of its own: results refer to it.
    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        throw new AssertionError("rows are no aggregate");
    }

    @Override
    public void close() {
        pieces.forEach(Piece::close);
        pieces.clear();
        Column.closeAll(columns);
        columns.clear();
        room.close();
        counts.close();
        if (starts != null) {
            starts.close();
        }
        if (order != null) {
            order.close();
        }
    }
}
