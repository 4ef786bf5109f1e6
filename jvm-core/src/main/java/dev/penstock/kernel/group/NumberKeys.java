package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Hashes;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import org.jspecify.annotations.Nullable;

/// Numbers keys of up to 64 bits: integers, floats, booleans, dates and times. While they come in ascending order, each
/// is compared with the one before; then, while integers lie close to each other, they are looked up by position, else
/// by hash.
final class NumberKeys implements Keys {
    private static final long NULL_HASH = 0x6A09_E667_F3BC_C908L;

    private final DataType type;
    private final Allocator allocator;
    private final Slots keys;
    private final Block room;
    private @Nullable DirectTable direct;
    private @Nullable LongTable table;
    private boolean ascending = true;
    private int count;
    private int nullId = -1;
    private long rowsSeen;
    private int expected;

    NumberKeys(DataType type, Allocator allocator) {
        this.type = type;
        this.allocator = allocator;
        this.keys = Slots.longs(allocator, 0);
        this.room = allocator.allocate(16L * GroupedColumn.MOST_ROWS);
        direct = type.isFloat() ? null : new DirectTable(allocator);
    }

    static boolean handles(DataType type) {
        return Widening.isLong(type) || type.isFloat();
    }

    @Override
    public void reserve(int values) {
        expected = values;
        if (table != null) {
            table.reserve(values);
        }
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void find(ArrayData values, long ids) {
        long rows = values.length();
        rowsSeen += rows;
        long longs = type.isFloat() ? canonical(values) : Widening.longs(values, room.address());
        Bitmap valid = values.validity();
        if (valid.isAllSet()) {
            findValid(longs, rows, ids);
            return;
        }
        leaveOrder();
        // Nulls take the place of the first value, which is known by then, and get their own number afterwards: no
        // branch for each row, and the numbers still come in the order of the rows.
        long first = next(valid, true, 0);
        if (first > 0) {
            fill(ids, first, nullId());
        }
        long gap = next(valid, false, first);
        findValid(longs + (first << 3), gap - first, ids + (first << 2));
        if (gap < rows) {
            int id = nullId();
            long substitute = Native.getLong(longs + (first << 3));
            long filled = substituted(longs, valid, gap, substitute);
            findValid(filled, rows - gap, ids + (gap << 2));
            for (long row = gap; row < rows; row++) {
                if (!valid.get(row)) {
                    Native.putInt(ids + (row << 2), id);
                }
            }
        }
    }

    /// NaN in one form, 0.0 for -0.0.
    private long canonical(ArrayData values) {
        long from = Widening.doubles(values, room.address());
        long to = room.address();
        for (long row = 0; row < values.length(); row++) {
            Native.putLong(to + (row << 3), Double.doubleToLongBits(Native.getDouble(from + (row << 3)) + 0.0));
        }
        return to;
    }

    private static long next(Bitmap bits, boolean value, long from) {
        long row = from;
        while (row < bits.length() && bits.get(row) != value) {
            row++;
        }
        return row;
    }

    private static void fill(long ids, long rows, int id) {
        for (long row = 0; row < rows; row++) {
            Native.putInt(ids + (row << 2), id);
        }
    }

    private int nullId() {
        if (nullId < 0) {
            nullId = count++;
            keys.grow(count);
        }
        return nullId;
    }

    private long substituted(long longs, Bitmap valid, long from, long substitute) {
        long to = room.address();
        for (long row = from; row < valid.length(); row++) {
            long value = Native.getLong(longs + (row << 3));
            Native.putLong(to + ((row - from) << 3), valid.get(row) ? value : substitute);
        }
        return to;
    }

    private void findValid(long longs, long rows, long ids) {
        if (rows == 0) {
            return;
        }
        long fresh = room.address() + 8L * GroupedColumn.MOST_ROWS;
        if (ascending) {
            long last = count == 0 ? 0 : keys.getLong(count - 1L);
            int added = Ascending.find(longs, rows, ids, count, last, fresh);
            if (added >= 0) {
                append(fresh, added);
                return;
            }
            leaveOrder();
        }
        long found = 0;
        while (found < rows && direct != null) {
            append(fresh, direct.find(longs + (found << 3), rows - found, ids + (found << 2), count, fresh));
            found += direct.rowsFound();
            if (found < rows && !reserve(direct, longs + (found << 3), rows - found)) {
                break;
            }
        }
        if (found < rows) {
            append(fresh, hashed().find(longs + (found << 3), rows - found, ids + (found << 2), count, fresh));
        }
    }

    private void append(long fresh, int added) {
        keys.grow(count + added);
        Native.copy(fresh, keys.address() + ((long) count << 3), (long) added << 3);
        count += added;
    }

    /// Whether keys are looked up by hash.
    boolean isHashed() {
        return table != null;
    }

    /// The keys in order, if it is known because they came in it, or lie in a table by position; null if it is not, and
    /// for no keys and with null among them.
    @Nullable OrderedKeys ordered(Allocator own) {
        if (count == 0 || nullId >= 0 || table != null) {
            return null;
        }
        if (ascending) {
            return new OrderedKeys(keys.address(), count);
        }
        return direct == null ? null : direct.ordered(count, own);
    }

    /// Adds keys that ascend, and are greater than those that are there.
    void appendAscending(long more, int added) {
        rowsSeen += added;
        append(more, added);
    }

    /// Lets a table take over for good.
    private void leaveOrder() {
        if (ascending) {
            ascending = false;
            if (count > 0 && direct != null) {
                if (direct.reserve(keys.getLong(0), keys.getLong(count - 1L), rowsSeen, count)) {
                    direct.putAll(keys.address(), count);
                } else {
                    hashed();
                }
            }
        }
    }

    /// Makes room for all of these keys, and says whether it could.
    private boolean reserve(DirectTable table, long longs, long rows) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (long row = 0; row < rows; row++) {
            long key = Native.getLong(longs + (row << 3));
            min = Math.min(min, key);
            max = Math.max(max, key);
        }
        return table.reserve(min, max, rowsSeen, count);
    }

    /// The hash table, which takes over for good when keys lie too far from each other.
    private LongTable hashed() {
        if (table == null) {
            table = new LongTable(allocator);
            table.reserve(Math.max(count, expected));
            for (int id = 0; id < count; id++) {
                if (id != nullId) {
                    table.find(keys.getLong(id), id);
                }
            }
            if (direct != null) {
                direct.close();
                direct = null;
            }
        }
        return table;
    }

    @Override
    public long hash(int id) {
        return id == nullId ? NULL_HASH : Hashes.mix(keys.getLong(id));
    }

    @Override
    public ArrayData values(Selection ids, Assembly assembly) {
        Results.Test valid = nullId < 0 ? Results.ALL : id -> id != nullId;
        return type.isFloat()
                ? Results.doubles(type, ids, assembly, keys::getDouble, valid)
                : Results.longs(type, ids, assembly, keys::getLong, valid);
    }

    @Override
    public void close() {
        keys.close();
        room.close();
        if (direct != null) {
            direct.close();
        }
        if (table != null) {
            table.close();
        }
    }
}
