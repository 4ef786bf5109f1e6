package dev.penstock.kernel.sort;

import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;

/// What says where the rows of one batch come among those of another, in ascending order and nulls first.
public final class MergeKeys implements AutoCloseable {
    private final List<MergeKey> keys;
    private final MergeKey first;
    private final long rows;

    private MergeKeys(List<MergeKey> keys, long rows) {
        this.keys = List.copyOf(keys);
        this.first = keys.getFirst();
        this.rows = rows;
    }

    /// How many rows of each side come first.
    public record Taken(long left, long right) {}

    /// The keys of a batch's rows. They refer to `columns`, which stay the caller's.
    ///
    /// @param columns at least one, of types that [Sortable] handles; of `rows` rows each
    /// @throws dev.penstock.error.PenstockException with code MEMORY_LIMIT
    public static MergeKeys of(List<Column> columns, long rows, Allocator allocator) {
        var keys = new ArrayList<MergeKey>();
        try {
            for (Column column : columns) {
                keys.add(MergeKey.of(column, allocator));
            }
            return new MergeKeys(keys, rows);
        } catch (Throwable e) {
            keys.forEach(MergeKey::close);
            throw e;
        }
    }

    public long rows() {
        return rows;
    }

    /// The order of a row and a row of other keys of the same types.
    private int compare(long row, MergeKeys other, long otherRow) {
        int order = first.compare(row, other.first, otherRow);
        for (int key = 1; key < keys.size() && order == 0; key++) {
            order = keys.get(key).compare(row, other.keys.get(key), otherRow);
        }
        return order;
    }

    /// Whether no row is less than the one before it.
    public boolean isAscending() {
        for (long row = 1; row < rows; row++) {
            if (compare(row - 1, this, row) > 0) {
                return false;
            }
        }
        return true;
    }

    /// Whether the first row is not less than the last one of `before`.
    public boolean follows(MergeKeys before) {
        return before.compare(before.rows - 1, this, 0) <= 0;
    }

    /// The first row from `from` on that is greater than the last one of `other`, or equal to it unless `behindEqual`;
    /// the rows from there on are in ascending order.
    public long bound(long from, MergeKeys other, boolean behindEqual) {
        long low = from;
        long high = rows;
        while (low < high) {
            long middle = (low + high) >>> 1;
            int order = compare(middle, other, other.rows - 1);
            if (order < 0 || (order == 0 && behindEqual)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The order of the last rows of both.
    public int compareLast(MergeKeys other) {
        return compare(rows - 1, other, other.rows - 1);
    }

    /// Takes the lesser one of the next rows of both sides, the left one of equal rows, until one side has no more;
    /// writes for each a byte, 1 for a row of the right side and 0 for one of the left.
    ///
    /// @param left from row `leftFrom` to before row `leftTo`
    /// @param marks room for as many bytes as there are rows in both
    public static Taken merge(
            MergeKeys left, long leftFrom, long leftTo, MergeKeys right, long rightFrom, long rightTo, long marks) {
        long leftWords = left.first.words();
        long rightWords = right.first.words();
        boolean several = left.keys.size() > 1;
        long l = leftFrom;
        long r = rightFrom;
        long to = marks;
        while (l < leftTo && r < rightTo) {
            long word = Native.getLong(leftWords + (l << 3));
            long other = Native.getLong(rightWords + (r << 3));
            // No branch: in random data it could not be foreseen.
            int fromRight = Long.compareUnsigned(word, other) > 0 ? 1 : 0;
            if (word == other && (several || left.first.isVague(word))) {
                fromRight = left.compare(l, right, r) > 0 ? 1 : 0;
            }
            Native.putByte(to++, (byte) fromRight);
            l += 1 - fromRight;
            r += fromRight;
        }
        return new Taken(l - leftFrom, r - rightFrom);
    }

    @Override
    public void close() {
        keys.forEach(MergeKey::close);
    }
}
