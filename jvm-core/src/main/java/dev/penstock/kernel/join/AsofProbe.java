package dev.penstock.kernel.join;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds for rows of the left side of an as-of join the row of the right side that belongs to them. Belongs to one
/// worker.
///
/// A search begins where the last one in the group ended, in steps that double (Bentley and Yao 1976), so rows that
/// come in the order of their keys cost little more than a merge, and rows that do not find theirs all the same.
public final class AsofProbe implements AutoCloseable {
    /// How many rows may be looked up at once.
    public static final int MOST_ROWS = JoinProbe.MOST_ROWS;

    private static final int NO_ROW = -1;

    private final AsofTable table;
    private final AsofWords ordering;
    private final @Nullable JoinProbe groups;
    private final ArrayData right;
    private final AsofSearch search;
    private final Block room;
    private long hint;

    /// Adopts the probe of the groups.
    AsofProbe(
            AsofTable table,
            AsofWords ordering,
            @Nullable JoinProbe groups,
            ArrayData right,
            AsofSearch search,
            Allocator allocator) {
        this.table = table;
        this.ordering = ordering;
        this.groups = groups;
        this.right = right;
        this.search = search;
        try {
            room = allocator.allocate(12L * MOST_ROWS + Bitmaps.bytes(MOST_ROWS));
        } catch (Throwable e) {
            if (groups != null) {
                groups.close();
            }
            throw e;
        }
    }

    /// The words of the rows that were looked up last, eight bytes each.
    public long words() {
        return room.address();
    }

    /// Where the groups of these rows begin, four bytes each; -1 for a row that has no key or no group. All rows of a
    /// group have the same number.
    public long groups() {
        return room.address() + 8L * MOST_ROWS;
    }

    /// Writes for each row the row of the right side that belongs to it, four bytes each, or -1.
    ///
    /// @param by the columns that tell groups apart
    /// @param on the ordered keys, at most [#MOST_ROWS]
    /// @return whether there is a row to which none belongs
    public boolean find(List<ArrayData> by, ArrayData on, long found) {
        long count = on.length();
        if (groups == null) {
            Native.fill(groups(), count << 2, (byte) 0);
        } else {
            groups.find(by, groups());
        }
        hint = ordering.writeLeft(on, words(), hint);
        Bitmap valid = KeyPart.valid(on, groups() + 4L * MOST_ROWS);
        dropNulls(valid);
        boolean whole = groups == null && valid.isAllSet();
        switch (search.strategy()) {
            case BACKWARD -> {
                if (whole) {
                    merge(count, search.exact(), -1, found);
                } else {
                    backward(count, found);
                }
            }
            case FORWARD -> {
                if (whole) {
                    merge(count, !search.exact(), 0, found);
                } else {
                    forward(count, found);
                }
            }
            case NEAREST -> nearest(count, distance(on), found);
        }
        if (search.hasTolerance()) {
            keepWithin(count, distance(on), found);
        }
        return rows(count, found);
    }

    private AsofDistance distance(ArrayData on) {
        return search.distance(on.type(), table, first(on), first(right));
    }

    private static long first(ArrayData values) {
        return values.layout() instanceof Layout.Fixed(int width)
                ? values.buffer(1).address() + values.offset() * width
                : 0;
    }

    private void dropNulls(Bitmap valid) {
        if (valid.isAllSet()) {
            return;
        }
        for (long row = 0; row < valid.length(); row++) {
            if (!valid.get(row)) {
                Native.putInt(groups() + (row << 2), NO_ROW);
            }
        }
    }

    /// For rows of one group the place that [#above] finds, moved by `step`, or none where that is outside. Most rows
    /// have the place of the row before, so it is kept in a register: by way of the memory each waits for the last one.
    private void merge(long count, boolean orEqual, int step, long found) {
        long left = words();
        long keys = table.words();
        long end = end(0);
        long at = Math.clamp(Native.getInt(table.hints()), 0, end);
        for (long row = 0; row < count; row++) {
            long word = Native.getLong(left + (row << 3));
            if (orEqual && word == -1L) {
                at = end;
            } else {
                long bound = orEqual ? word + 1 : word;
                if ((at < end && isLess(keys, at, bound)) || (at > 0 && !isLess(keys, at - 1, bound))) {
                    at = atLeast(keys, 0, end, at, bound);
                }
            }
            long place = at + step;
            Native.putInt(found + (row << 2), place >= 0 && place < end ? (int) place : NO_ROW);
        }
        Native.putInt(table.hints(), (int) at);
    }

    /// Of the keys that are not greater the last one.
    private void backward(long count, long found) {
        for (long row = 0; row < count; row++) {
            int start = Native.getInt(groups() + (row << 2));
            int place = NO_ROW;
            if (start >= 0) {
                long above = above(start, word(row), search.exact());
                place = above > start ? (int) above - 1 : NO_ROW;
            }
            Native.putInt(found + (row << 2), place);
        }
    }

    /// Of the keys that are not less the first one.
    private void forward(long count, long found) {
        for (long row = 0; row < count; row++) {
            int start = Native.getInt(groups() + (row << 2));
            int place = NO_ROW;
            if (start >= 0) {
                long above = above(start, word(row), !search.exact());
                place = above < end(start) ? (int) above : NO_ROW;
            }
            Native.putInt(found + (row << 2), place);
        }
    }

    /// Of the nearest keys the last one.
    private void nearest(long count, AsofDistance distance, long found) {
        for (long row = 0; row < count; row++) {
            int start = Native.getInt(groups() + (row << 2));
            Native.putInt(found + (row << 2), start < 0 ? NO_ROW : nearest(row, start, distance));
        }
    }

    private int nearest(long row, int start, AsofDistance distance) {
        long word = word(row);
        long end = end(start);
        long above = above(start, word, true);
        long before = above - 1;
        if (before >= start && key(before) == word) {
            if (search.exact()) {
                return (int) before;
            }
            before = above(start, word, false) - 1;
        }
        if (above == end) {
            return before < start ? NO_ROW : (int) before;
        }
        if (before >= start && distance.isNearer(row, word, before, above)) {
            return (int) before;
        }
        return (int) above(start, key(above), true) - 1;
    }

    private void keepWithin(long count, AsofDistance distance, long found) {
        for (long row = 0; row < count; row++) {
            int place = Native.getInt(found + (row << 2));
            if (place >= 0 && !distance.isWithin(row, word(row), place)) {
                Native.putInt(found + (row << 2), NO_ROW);
            }
        }
    }

    /// Puts rows for places, and says whether some have none.
    private boolean rows(long count, long found) {
        long rows = table.rows();
        int all = 0;
        for (long row = 0; row < count; row++) {
            int place = Native.getInt(found + (row << 2));
            all |= place;
            if (place >= 0) {
                Native.putInt(found + (row << 2), Native.getInt(rows + ((long) place << 2)));
            }
        }
        return all < 0;
    }

    private long word(long row) {
        return Native.getLong(words() + (row << 3));
    }

    private long key(long place) {
        return Native.getLong(table.words() + (place << 3));
    }

    private long end(int start) {
        return Native.getInt(table.ends() + ((long) start << 2));
    }

    /// The first place of a group whose key is greater than `word`, or not less if not `orEqual`; the end of the group
    /// when there is none.
    private long above(int start, long word, boolean orEqual) {
        long end = end(start);
        if (orEqual && word == -1L) {
            return end;
        }
        long hints = table.hints() + ((long) start << 2);
        long found = atLeast(table.words(), start, end, Native.getInt(hints), orEqual ? word + 1 : word);
        Native.putInt(hints, (int) found);
        return found;
    }

    /// The first place from `from` to `to` whose word is `bound` or more.
    private static long atLeast(long words, long from, long to, long hint, long bound) {
        long low = from;
        long high = Math.clamp(hint, from, to);
        long step = 1;
        if (high < to && isLess(words, high, bound)) {
            low = high + 1;
            while (low + step <= to && isLess(words, low + step - 1, bound)) {
                low += step;
                step <<= 1;
            }
            high = Math.min(to, low + step - 1);
        } else {
            while (high - step >= from && !isLess(words, high - step, bound)) {
                high -= step;
                step <<= 1;
            }
            low = Math.max(from, high - step + 1);
        }
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (isLess(words, middle, bound)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static boolean isLess(long words, long place, long bound) {
        return Long.compareUnsigned(Native.getLong(words + (place << 3)), bound) < 0;
    }

    @Override
    public void close() {
        room.close();
        if (groups != null) {
            groups.close();
        }
    }
}
