package dev.penstock.source.parquet;

import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Bytes;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.Arrays;

/// The different values of a column chunk, numbered in the order in which they come, as long as that pays.
final class DictionaryBuilder implements AutoCloseable {
    /// After so many values a look is taken at how many of them differ.
    private static final int SAMPLE = 4_096;

    /// Readers load a dictionary as a whole, and are quick as long as it stays in their caches.
    private static final int MOST_BYTES = 1 << 20;

    private final Block indices;
    private int[] slots = new int[1 << 12];
    private long[] hashes = new long[1 << 11];
    private long[] places = new long[1 << 11];
    private int count;

    DictionaryBuilder(long values, Allocator allocator) {
        indices = allocator.allocate(Math.max(1, values << 2));
        Arrays.fill(slots, -1);
    }

    /// How many different values there are.
    int count() {
        return count;
    }

    /// Where the numbers of the values lie, as ints.
    long indices() {
        return indices.address();
    }

    /// Which value has number `number`: the first one.
    long place(int number) {
        return places[number];
    }

    /// Numbers values of one width; whether a dictionary pays.
    boolean fixed(long values, int width, long number) {
        long most = Math.max(16, MOST_BYTES / Math.max(1, width));
        for (long i = 0; i < number; i++) {
            long at = values + i * width;
            long hash =
                    switch (width) {
                        case 4 -> mix(Native.getInt(at));
                        case 8 -> mix(Native.getLong(at));
                        default -> Bytes.hash(at, width);
                    };
            int found = find(hash);
            while (found >= 0 && !same(values + places[found] * width, at, width)) {
                found = next();
            }
            if (!put(found, hash, i, number, most)) {
                return false;
            }
        }
        return pays(number);
    }

    private static boolean same(long a, long b, int width) {
        return switch (width) {
            case 4 -> Native.getInt(a) == Native.getInt(b);
            case 8 -> Native.getLong(a) == Native.getLong(b);
            default -> Bytes.equal(a, b, width);
        };
    }

    private static long mix(long value) {
        long hash = value * 0x9E3779B97F4A7C15L;
        return hash ^ hash >>> 32;
    }

    /// Numbers strings; whether a dictionary pays.
    boolean strings(BytesColumn values) {
        long bytes = 0;
        for (long i = 0; i < values.length(); i++) {
            int size = values.size(i);
            long address = values.address(i);
            long hash = Bytes.hash(address, size);
            int found = find(hash);
            while (found >= 0 && !same(values, places[found], address, size)) {
                found = next();
            }
            if (found < 0) {
                bytes += size + 4;
            }
            if (!put(found, hash, i, values.length(), Integer.MAX_VALUE) || bytes > MOST_BYTES) {
                return false;
            }
        }
        return pays(values.length());
    }

    private static boolean same(BytesColumn values, long place, long address, int size) {
        return values.size(place) == size && Bytes.equal(values.address(place), address, size);
    }

    private int slot;
    private long sought;

    /// The number of a value with the hash; -1 for none.
    private int find(long hash) {
        sought = hash;
        slot = (int) hash & (slots.length - 1);
        return at();
    }

    /// The number of the next value with the same hash.
    private int next() {
        slot = (slot + 1) & (slots.length - 1);
        return at();
    }

    private int at() {
        int number = slots[slot];
        while (number >= 0 && hashes[number] != sought) {
            slot = (slot + 1) & (slots.length - 1);
            number = slots[slot];
        }
        return number;
    }

    /// Notes the number of value `i`, a new one if none was found; whether to go on.
    private boolean put(int found, long hash, long i, long total, long most) {
        int number = found;
        if (number < 0) {
            number = count;
            if (number >= most || (i == SAMPLE && count > SAMPLE / 2) || (long) count * 2 > Math.max(total, 32)) {
                return false;
            }
            if (count == hashes.length) {
                grow();
                find(hash);
                while (slots[slot] >= 0) {
                    slot = (slot + 1) & (slots.length - 1);
                }
            }
            hashes[count] = hash;
            places[count] = i;
            slots[slot] = count++;
        }
        Native.putInt(indices.address() + (i << 2), number);
        return true;
    }

    private void grow() {
        hashes = Arrays.copyOf(hashes, 2 * count);
        places = Arrays.copyOf(places, 2 * count);
        slots = new int[4 * hashes.length / 2];
        Arrays.fill(slots, -1);
        for (int number = 0; number < count; number++) {
            int free = (int) hashes[number] & (slots.length - 1);
            while (slots[free] >= 0) {
                free = (free + 1) & (slots.length - 1);
            }
            slots[free] = number;
        }
    }

    private boolean pays(long total) {
        return total > 0 && (long) count * 2 <= Math.max(total, 32);
    }

    /// How many bits an index has.
    int width() {
        return Math.max(1, 32 - Integer.numberOfLeadingZeros(count - 1));
    }

    @Override
    public void close() {
        indices.close();
    }
}
