package dev.penstock.kernel.join;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of the right side of an as-of join: of each group of rows that agree on the keys `by`, the ordered keys
/// side by side, in the order of the rows. Made once, and then only read, but for the hints.
///
/// Rows whose keys are null are in no group.
public final class AsofTable implements AutoCloseable {
    /// Somebody may want to stop between so many rows.
    private static final long CHECKED_ROWS = 1L << 20;

    /// A row's number, word, end of its group and hint.
    private static final long ROW_BYTES = 20;

    private final ArrayData on;
    private final AsofWords ordering;
    private final @Nullable JoinTable groups;
    private final Block room;
    private final long places;
    private long firstUnsorted = -1;

    /// @param room for one row more than there are, so that there is a group even of nothing
    private AsofTable(ArrayData on, AsofWords ordering, @Nullable JoinTable groups, Block room) {
        this.on = on;
        this.ordering = ordering;
        this.groups = groups;
        this.room = room;
        this.places = on.length() + 1;
    }

    /// Whether there are tables for ordered keys of `left` on one side and of `right` on the other.
    ///
    /// @param distances whether it matters how far they are apart
    public static boolean handles(DataType left, DataType right, boolean distances) {
        boolean plain = left.equals(right) && !(left instanceof DataType.Dictionary);
        return switch (right.logical()) {
            case DataType.Decimal(int bits, _, _) -> plain && bits <= 128;
            case DataType.Utf8 _, DataType.Binary _ -> !distances && isText(left) && isText(right);
            case DataType.Int _,
                    DataType.FloatingPoint _,
                    DataType.Bool _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _ ->
                    plain;
            default -> false;
        };
    }

    private static boolean isText(DataType type) {
        return switch (type) {
            case DataType.Utf8 _, DataType.Binary _ -> true;
            case DataType.Dictionary(_, DataType values, _) -> isText(values);
            default -> false;
        };
    }

    /// The table of all rows, whose memory must outlive it. The caller owns it.
    ///
    /// @param by columns that tell groups apart; may be none
    /// @param on the ordered keys, of as many rows
    /// @param check called now and then; what it throws ends the work
    /// @throws PenstockException with code MEMORY_LIMIT, or COMPUTE for more rows than can be numbered
    public static AsofTable of(List<ArrayData> by, ArrayData on, Allocator allocator, Runner runner, Runnable check) {
        long count = on.length();
        if (count >= Integer.MAX_VALUE) {
            throw new PenstockException(
                            ErrorCode.COMPUTE,
                            "an as-of join cannot look up rows among more than %,d".formatted(Integer.MAX_VALUE))
                    .hint("split the right frame, or filter it first");
        }
        AsofWords ordering = AsofWords.of(on, allocator, check);
        @Nullable JoinTable groups = null;
        @Nullable Block room = null;
        try (Block given = allocator.allocate(count << 3);
                Block bits = allocator.allocate(Bitmaps.bytes(count))) {
            groups = by.isEmpty() ? null : JoinTable.of(by, false, false, allocator, runner);
            room = allocator.allocateZeroed((count + 1) * ROW_BYTES);
            var table = new AsofTable(on, ordering, groups, room);
            ordering.writeRight(given.address());
            table.fill(given.address(), KeyPart.valid(on, bits.address()), check);
            return table;
        } catch (Throwable e) {
            if (room != null) {
                room.close();
            }
            if (groups != null) {
                groups.close();
            }
            ordering.close();
            throw e;
        }
    }

    /// Puts the rows of each group side by side; those without an ordered key are left out.
    private void fill(long given, Bitmap valid, Runnable check) {
        if (groups == null) {
            long from = 0;
            for (long to = 0; from < on.length(); from = to) {
                check.run();
                to = Math.min(on.length(), from + CHECKED_ROWS);
                end(0, copy(from, to, end(0), given, valid));
            }
        } else if (groups.hasRuns()) {
            fillRuns(groups.runs(), groups.keyedRows(), given, valid, check);
        } else {
            for (long row = 0; row < on.length(); row++) {
                end(row, copy(row, row + 1, row, given, valid));
            }
        }
    }

    /// @param runs row numbers, the last one of each group inverted
    private void fillRuns(long runs, long count, long given, Bitmap valid, Runnable check) {
        long start = 0;
        long to = 0;
        for (long place = 0; place < count; place++) {
            int row = Native.getInt(runs + (place << 2));
            boolean last = row < 0;
            to = put(last ? ~row : row, start, to, given, valid);
            if (last) {
                end(start, to);
                start = place + 1;
                to = start;
            }
            if (place % CHECKED_ROWS == 0) {
                check.run();
            }
        }
    }

    /// Puts rows `from` to `until`, all of the first group, behind those that are there.
    private long copy(long from, long until, long at, long given, Bitmap valid) {
        long start = groups == null ? 0 : at;
        long to = at;
        for (long row = from; row < until; row++) {
            to = put((int) row, start, to, given, valid);
        }
        return to;
    }

    /// Puts a row at place `to` of the group that begins at `start`, unless it has no key.
    private long put(int row, long start, long to, long given, Bitmap valid) {
        if (!valid.get(row)) {
            return to;
        }
        long word = Native.getLong(given + ((long) row << 3));
        if (to > start && Long.compareUnsigned(word, word(to - 1)) < 0 && (firstUnsorted < 0 || row < firstUnsorted)) {
            firstUnsorted = row;
        }
        Native.putLong(words() + (to << 3), word);
        Native.putInt(rows() + (to << 2), row);
        return to + 1;
    }

    private long word(long place) {
        return Native.getLong(words() + (place << 3));
    }

    private long end(long start) {
        return Native.getInt(ends() + (start << 2));
    }

    private void end(long start, long end) {
        Native.putInt(ends() + (start << 2), (int) end);
    }

    /// The first row whose key is less than that of the row before in its group; -1 when there is none.
    public long firstUnsorted() {
        return firstUnsorted;
    }

    /// The words of all places, eight bytes each. The places of a group lie side by side.
    long words() {
        return room.address();
    }

    /// Which row is at each place, four bytes each.
    long rows() {
        return words() + (places << 3);
    }

    /// Where the group that begins at a place ends, four bytes each.
    long ends() {
        return rows() + (places << 2);
    }

    /// Where somebody has found something in the group that begins at a place, four bytes each: a place to begin the
    /// next search. All workers read and write them without asking each other, because any number will do.
    long hints() {
        return ends() + (places << 2);
    }

    /// Finds partners; each worker needs one. The caller owns it, and closes it before the table.
    public AsofProbe probe(AsofSearch search, Allocator allocator) {
        return new AsofProbe(this, ordering, groups == null ? null : groups.probe(allocator), on, search, allocator);
    }

    @Override
    public void close() {
        room.close();
        if (groups != null) {
            groups.close();
        }
        ordering.close();
    }
}
