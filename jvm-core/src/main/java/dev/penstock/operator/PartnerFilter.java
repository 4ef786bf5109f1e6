package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.join.JoinProbe;
import dev.penstock.kernel.join.JoinTable;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps the rows of a scan that have a partner in a join above it. The join looks them up again, for it may be told of
/// all rows by then.
final class PartnerFilter implements AutoCloseable {
    private final Partners partners;
    private final @Nullable JoinProbe probe;
    private final Block found;
    private final Allocator allocator;

    PartnerFilter(Partners partners, Allocator allocator) {
        this.partners = partners;
        this.allocator = allocator;
        JoinTable table = partners.join().build().table();
        // What went to the disk has no table, and is told of all rows.
        JoinProbe made = table == null ? null : table.choosing(allocator);
        probe = made;
        try {
            found = allocator.allocate(Selection.bytes(JoinProbe.MOST_ROWS));
        } catch (Throwable e) {
            if (made != null) {
                made.close();
            }
            throw e;
        }
    }

    /// The rows of a batch with the keys, which stays the caller's, as does the result; null for none.
    @Nullable Batch keep(Batch batch) {
        JoinProbe looking = probe;
        if (looking == null || partners.isVain()) {
            return batch.share();
        }
        try (Block numbers = allocator.allocate(Selection.bytes(batch.rows() + 1))) {
            long count = 0;
            for (long from = 0; from < batch.rows(); from += JoinProbe.MOST_ROWS) {
                long rows = Math.min(JoinProbe.MOST_ROWS, batch.rows() - from);
                List<ArrayData> columns = keys(batch, from, rows);
                if (looking.mayChoose()) {
                    count += looking.choose(columns, from, numbers.address() + (count << 2));
                } else {
                    looking.find(columns, found.address());
                    count = compact(found.address(), rows, from, numbers.address(), count);
                }
            }
            partners.note(batch.rows(), count);
            if (count == batch.rows()) {
                return batch.share();
            }
            return count == 0 ? null : gathered(batch, new Selection(numbers.address(), count));
        }
    }

    private List<ArrayData> keys(Batch batch, long from, long rows) {
        List<ArrayData> columns = new ArrayList<>(partners.keys().size());
        for (String key : partners.keys()) {
            columns.add(batch.column(batch.schema().indexOf(key)).data().slice(from, rows));
        }
        return columns;
    }

    /// Writes the numbers of the rows that have found something behind the first `count` ones, and returns how many
    /// there are then.
    private static long compact(long found, long rows, long from, long numbers, long count) {
        long end = count;
        for (long i = 0; i < rows; i++) {
            Native.putInt(numbers + (end << 2), (int) (from + i));
            // Not a branch: it could not be foreseen.
            end += (Native.getInt(found + (i << 2)) >>> 31) ^ 1;
        }
        return end;
    }

    private Batch gathered(Batch batch, Selection rows) {
        var columns = new ArrayList<Column>();
        try {
            for (Column column : batch.columns()) {
                columns.add(Gather.column(column, rows, allocator));
            }
            return new Batch(batch.schema(), rows.count(), columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    @Override
    public void close() {
        found.close();
        if (probe != null) {
            probe.close();
        }
    }
}
