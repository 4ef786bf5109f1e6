package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.ByteArena;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;

/// A string, or none, for each group. A longer string moves, a shorter one takes the place of the one before it.
final class ByteSlots implements AutoCloseable {
    private static final int NONE = -1;
    private static final int GRAIN = 16;

    private final Slots addresses;
    private final Slots sizes;
    private final Slots rooms;
    private final ByteArena arena;

    ByteSlots(Allocator allocator) {
        addresses = Slots.longs(allocator, 0);
        sizes = new Slots(allocator, Integer.BYTES, NONE);
        rooms = new Slots(allocator, Integer.BYTES, 0);
        arena = new ByteArena(allocator);
    }

    void grow(long groups) {
        addresses.grow(groups);
        sizes.grow(groups);
        rooms.grow(groups);
    }

    long address(long group) {
        return addresses.getLong(group);
    }

    int size(long group) {
        return sizes.getInt(group);
    }

    boolean has(long group) {
        return sizes.getInt(group) != NONE;
    }

    void put(long group, long from, int size) {
        if (size > rooms.getInt(group)) {
            int room = (int) Math.min(Integer.MAX_VALUE, (size + GRAIN - 1L) / GRAIN * GRAIN);
            addresses.putLong(group, arena.room(room));
            rooms.putInt(group, room);
        }
        Bytes.copy(from, addresses.getLong(group), size);
        sizes.putInt(group, size);
    }

    /// @param valid which of the groups have a string
    ArrayData column(DataType type, Selection groups, Assembly assembly, Results.Test valid) {
        return ByteResults.column(
                type, groups, assembly, addresses::getLong, group -> valid.test(group) ? size(group) : NONE);
    }

    @Override
    public void close() {
        addresses.close();
        sizes.close();
        rooms.close();
        arena.close();
    }
}
