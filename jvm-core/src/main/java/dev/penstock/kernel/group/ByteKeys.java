package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import org.jspecify.annotations.Nullable;

/// Numbers keys that are strings or byte strings, in any of their layouts. It keeps a copy of each different one.
final class ByteKeys implements Keys {
    private static final long NULL_HASH = 0x510E_527F_ADE6_82D1L;

    private final DataType type;
    private final Allocator allocator;
    private final ByteTable table;
    private final @Nullable ViewTable views;
    private @Nullable Block hashes;
    private int nullId = -1;

    ByteKeys(DataType type, Allocator allocator) {
        this.type = type;
        this.allocator = allocator;
        this.table = new ByteTable(allocator);
        try {
            views = Layout.of(type) instanceof Layout.Views ? new ViewTable(allocator) : null;
        } catch (Throwable e) {
            table.close();
            throw e;
        }
    }

    static boolean handles(DataType type) {
        return type instanceof DataType.Utf8 || type instanceof DataType.Binary;
    }

    @Override
    public int count() {
        return table.count();
    }

    @Override
    public void find(ArrayData values, long ids) {
        BytesColumn strings = BytesColumn.of(values);
        Bitmap valid = values.validity();
        if (views != null && views.isUseful()) {
            views.prepare(values);
            if (views.find(values, ids) > 0) {
                findUnknown(views, strings, valid, values.buffer(1).address() + (values.offset() << 4), ids);
            }
            return;
        }
        long known = hashes(strings, valid);
        for (long row = 0; row < values.length(); row++) {
            int id;
            if (valid.get(row)) {
                long hash = Native.getLong(known + (row << 3));
                id = table.find(hash, strings.address(row), strings.size(row));
            } else {
                id = nullId();
            }
            Native.putInt(ids + (row << 2), id);
        }
    }

    private void findUnknown(ViewTable known, BytesColumn strings, Bitmap valid, long first, long ids) {
        for (long row = 0; row < strings.length(); row++) {
            if (Native.getInt(ids + (row << 2)) != ViewTable.UNKNOWN) {
                continue;
            }
            int id;
            if (valid.get(row)) {
                long address = strings.address(row);
                int size = strings.size(row);
                id = table.find(ByteTable.hash(address, size), address, size);
                known.put(first + (row << 4), id);
            } else {
                id = nullId();
            }
            Native.putInt(ids + (row << 2), id);
        }
    }

    @Override
    public void forget() {
        if (views != null) {
            views.forget();
        }
    }

    /// A pass of its own: the look-ups of many rows then overlap, as they do not behind a long hash each.
    private long hashes(BytesColumn strings, Bitmap valid) {
        Block room = hashes == null ? allocator.allocate(8L * GroupedColumn.MOST_ROWS) : hashes;
        hashes = room;
        long to = room.address();
        for (long row = 0; row < strings.length(); row++) {
            // The bytes of a null row may be anything, for views also out of reach.
            long hash = valid.get(row) ? ByteTable.hash(strings.address(row), strings.size(row)) : 0;
            Native.putLong(to + (row << 3), hash);
        }
        return to;
    }

    private int nullId() {
        if (nullId < 0) {
            nullId = table.skip();
        }
        return nullId;
    }

    @Override
    public long hash(int id) {
        return id == nullId ? NULL_HASH : ByteTable.hash(table.address(id), table.size(id));
    }

    @Override
    public ArrayData values(Selection ids, Assembly assembly) {
        return ByteResults.column(type, ids, assembly, table::address, table::size);
    }

    @Override
    public void close() {
        table.close();
        if (hashes != null) {
            hashes.close();
        }
        if (views != null) {
            views.close();
        }
    }
}
