package dev.penstock.source.parquet;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;

/// The levels of entries of a leaf below groups, a byte each.
final class LeafLevels implements AutoCloseable {
    private final int mostRepetition;
    private final int mostDefinition;
    private final Room repetition;
    private final Room definition;
    private long entries;

    LeafLevels(SchemaNode leaf, Allocator allocator) {
        mostRepetition = leaf.repetition();
        mostDefinition = leaf.definition();
        repetition = new Room(allocator);
        definition = new Room(allocator);
    }

    long entries() {
        return entries;
    }

    int repetition(long entry) {
        return mostRepetition == 0 ? 0 : Native.getByte(repetition.address() + entry);
    }

    int definition(long entry) {
        return Native.getByte(definition.address() + entry);
    }

    /// Adds `count` entries.
    void add(int[] repetitions, int[] definitions, int count) {
        if (mostRepetition > 0) {
            put(repetition, repetitions, count, mostRepetition);
        }
        put(definition, definitions, count, mostDefinition);
        entries += count;
    }

    private void put(Room room, int[] levels, int count, int most) {
        long to = room.ensure(entries + count, entries) + entries;
        int wrong = 0;
        for (int i = 0; i < count; i++) {
            Native.putByte(to + i, (byte) levels[i]);
            wrong |= most - levels[i];
        }
        if (wrong < 0) {
            throw BrokenFile.because("a level above %d", most);
        }
    }

    @Override
    public void close() {
        repetition.close();
        definition.close();
    }
}
