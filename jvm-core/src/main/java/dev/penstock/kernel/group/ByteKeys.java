package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.ByteArena;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;

/// Numbers keys that are strings or byte strings, in any of their layouts. It keeps a copy of each different one.
final class ByteKeys implements Keys {
    /// Eight bytes and fewer are told apart by size and hash alone, because [Bytes#hash] loses nothing of them.
    private static final int HASHED_EXACTLY = 8;

    private static final int SMALLEST = 8;
    private static final long NULL_HASH = 0x510E_527F_ADE6_82D1L;

    private final DataType type;
    private final Allocator allocator;
    private final ByteArena arena;
    private final Slots addresses;
    private final Slots sizes;
    private final Block hashes;
    private final ViewCache views;

    /// Entries of 16 bytes: hash, size, number + 1.
    private Block entries;

    private int bits = SMALLEST;
    private int count;
    private int nullId = -1;

    ByteKeys(DataType type, Allocator allocator) {
        this.type = type;
        this.allocator = allocator;
        this.arena = new ByteArena(allocator);
        this.addresses = Slots.longs(allocator, 0);
        this.sizes = new Slots(allocator, Integer.BYTES, -1);
        this.hashes = allocator.allocate(8L * GroupedColumn.MOST_ROWS);
        this.views = new ViewCache(allocator);
        this.entries = allocator.allocateZeroed(16L << bits);
    }

    static boolean handles(DataType type) {
        return type instanceof DataType.Utf8 || type instanceof DataType.Binary;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void find(ArrayData values, long ids) {
        BytesColumn strings = BytesColumn.of(values);
        Bitmap valid = values.validity();
        if (values.layout() instanceof Layout.Views && views.begin()) {
            findViews(values, strings, valid, ids);
            return;
        }
        hash(strings, valid);
        for (long row = 0; row < values.length(); row++) {
            int id;
            if (valid.get(row)) {
                long hash = Native.getLong(hashes.address() + (row << 3));
                id = find(hash, strings.address(row), strings.size(row));
            } else {
                id = nullId();
            }
            Native.putInt(ids + (row << 2), id);
        }
    }

    private void findViews(ArrayData values, BytesColumn strings, Bitmap valid, long ids) {
        long from = values.buffer(1).address() + values.offset() * BytesColumn.VIEW_BYTES;
        long missed = 0;
        for (long row = 0; row < values.length(); row++) {
            int id;
            if (valid.get(row)) {
                long low = Native.getLong(from + (row << 4));
                long high = Native.getLong(from + (row << 4) + 8);
                long entry = views.entry(low, high);
                if (views.holds(entry, low, high)) {
                    id = views.id(entry);
                } else {
                    long address = strings.address(row);
                    int size = strings.size(row);
                    id = find(Bytes.hash(address, size), address, size);
                    views.put(entry, low, high, id);
                    missed++;
                }
            } else {
                id = nullId();
            }
            Native.putInt(ids + (row << 2), id);
        }
        views.end(missed, values.length());
    }

    /// A pass of its own: the look-ups of many rows then overlap, as they do not behind a long hash each.
    private void hash(BytesColumn strings, Bitmap valid) {
        long to = hashes.address();
        for (long row = 0; row < strings.length(); row++) {
            // The bytes of a null row may be anything, for views also out of reach.
            long hash = valid.get(row) ? Bytes.hash(strings.address(row), strings.size(row)) : 0;
            Native.putLong(to + (row << 3), hash);
        }
    }

    private int find(long hash, long address, int size) {
        long base = entries.address();
        long mask = (16L << bits) - 16;
        long at = (hash << 4) & mask;
        while (true) {
            int entry = Native.getInt(base + at + 12);
            if (entry == 0) {
                return append(base + at, hash, address, size);
            }
            if (Native.getLong(base + at) == hash
                    && Native.getInt(base + at + 8) == size
                    && (size <= HASHED_EXACTLY || Bytes.equal(addresses.getLong(entry - 1L), address, size))) {
                return entry - 1;
            }
            at = (at + 16) & mask;
        }
    }

    private int append(long entry, long hash, long address, int size) {
        int id = count++;
        Native.putLong(entry, hash);
        Native.putInt(entry + 8, size);
        Native.putInt(entry + 12, count);
        addresses.grow(count);
        sizes.grow(count);
        long copy = arena.room(size);
        Bytes.copy(address, copy, size);
        addresses.putLong(id, copy);
        sizes.putInt(id, size);
        if (count * 10L > 7L << bits) {
            rehash();
        }
        return id;
    }

    private void rehash() {
        Block larger = allocator.allocateZeroed(32L << bits);
        long end = entries.address() + (16L << bits);
        bits++;
        long mask = (16L << bits) - 16;
        for (long from = entries.address(); from < end; from += 16) {
            if (Native.getInt(from + 12) != 0) {
                long at = (Native.getLong(from) << 4) & mask;
                while (Native.getInt(larger.address() + at + 12) != 0) {
                    at = (at + 16) & mask;
                }
                Native.putLong(larger.address() + at, Native.getLong(from));
                Native.putLong(larger.address() + at + 8, Native.getLong(from + 8));
            }
        }
        entries.close();
        entries = larger;
    }

    private int nullId() {
        if (nullId < 0) {
            nullId = count++;
            addresses.grow(count);
            sizes.grow(count);
        }
        return nullId;
    }

    @Override
    public long hash(int id) {
        return id == nullId ? NULL_HASH : Bytes.hash(addresses.getLong(id), sizes.getInt(id));
    }

    @Override
    public ArrayData values(Selection ids, Assembly assembly) {
        return ByteResults.column(type, ids, assembly, addresses::getLong, id -> sizes.getInt(id));
    }

    @Override
    public void close() {
        arena.close();
        addresses.close();
        sizes.close();
        hashes.close();
        views.close();
        entries.close();
    }
}
