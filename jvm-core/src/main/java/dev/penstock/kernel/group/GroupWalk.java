package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Column;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;

/// Looks at the numbers of one group after the other. They are gathered for as many groups as stay in the cache.
final class GroupWalk {
    /// What looks at a group.
    interface Visitor {
        /// @param values eight bytes each, which the visitor may change
        /// @param count how many values of the group are not null
        void visit(long group, long values, long count);
    }

    /// How the values of a column are written as 64 bits each.
    interface Reader {
        /// The values at the address returned: at `to`, or where they lie already.
        long read(ArrayData column, long to);
    }

    private static final long CACHED_ROWS = 1 << 15;

    private final RowsByGroup rows;
    private final int column;
    private final Reader reader;
    private final Visitor visitor;

    GroupWalk(RowsByGroup rows, int column, Reader reader, Visitor visitor) {
        this.rows = rows;
        this.column = column;
        this.reader = reader;
        this.visitor = visitor;
    }

    List<Runnable> over(List<GroupRange> ranges, Runnable check) {
        var chores = new ArrayList<Runnable>();
        ranges.forEach(range -> chores.add(() -> walk(range, check)));
        return chores;
    }

    private void walk(GroupRange range, Runnable check) {
        long from = range.from();
        while (from < range.to()) {
            check.run();
            long end = from + 1;
            while (end < range.to() && rows.start(end + 1) - rows.start(from) <= CACHED_ROWS) {
                end++;
            }
            visit(from, end);
            from = end;
        }
    }

    private void visit(long from, long end) {
        Selection chosen = rows.rows(from, end);
        try (Column gathered = Gather.column(rows.column(column), chosen, rows.allocator());
                Block room = rows.allocator().allocate(chosen.count() << 4)) {
            ArrayData data = gathered.data();
            long values = reader.read(data, room.address());
            Bitmap valid = GroupedColumn.knownRows(data, room.address() + (chosen.count() << 3));
            long first = rows.start(from);
            for (long group = from; group < end; group++) {
                long at = rows.start(group) - first;
                visitor.visit(group, values + (at << 3), packed(values, valid, at, rows.count(group)));
            }
        }
    }

    /// Moves the values that are not null to the front of the group; how many they are.
    private static long packed(long values, Bitmap valid, long from, long count) {
        if (valid.isAllSet()) {
            return count;
        }
        long known = 0;
        for (long i = 0; i < count; i++) {
            if (valid.get(from + i)) {
                long value = Native.getLong(values + ((from + i) << 3));
                Native.putLong(values + ((from + known) << 3), value);
                known++;
            }
        }
        return known;
    }
}
