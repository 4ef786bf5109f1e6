package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// Numbers keys of types that have no table of their own (decimals, lists, structs, ...): by their bytes in
/// [EncodedRows].
final class EncodedKeys implements Keys {
    private static final long FIRST_BYTES = 1 << 10;

    private final DataType type;
    private final Allocator allocator;
    private final ByteTable table;
    private Block room;

    /// @param type handled by [EncodedRows]
    EncodedKeys(DataType type, Allocator allocator) {
        this.type = type;
        this.allocator = allocator;
        this.table = new ByteTable(allocator);
        try {
            room = allocator.allocate(FIRST_BYTES);
        } catch (Throwable e) {
            table.close();
            throw e;
        }
    }

    @Override
    public int count() {
        return table.count();
    }

    @Override
    public void find(ArrayData values, long ids) {
        for (long row = 0; row < values.length(); row++) {
            int size = Math.toIntExact(EncodedRows.size(values, row));
            growRoom(size);
            EncodedRows.write(values, row, room.address());
            Native.putInt(ids + (row << 2), table.find(ByteTable.hash(room.address(), size), room.address(), size));
        }
    }

    private void growRoom(long bytes) {
        if (bytes > room.capacityBytes()) {
            Block larger = allocator.allocate(Math.max(bytes, 2 * room.capacityBytes()));
            room.close();
            room = larger;
        }
    }

    @Override
    public long hash(int id) {
        return ByteTable.hash(table.address(id), table.size(id));
    }

    @Override
    public ArrayData values(Selection ids, Assembly assembly) {
        try (Block cursors = allocator.allocate(ids.count() << 3)) {
            for (long i = 0; i < ids.count(); i++) {
                Native.putLong(cursors.address() + (i << 3), table.address(ids.row(i)));
            }
            return DecodedRows.column(type, cursors.address(), ids.count(), assembly);
        }
    }

    @Override
    public void close() {
        table.close();
        room.close();
    }
}
