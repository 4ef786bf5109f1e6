package dev.penstock.kernel.group;

import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// The values of a key as words of 64 bits, in ascending order as signed ones, and the number of each.
public final class OrderedKeys implements AutoCloseable {
    private final long words;
    private final int count;
    private final @Nullable Block owned;
    private final @Nullable Block numbers;

    /// Keys that came in this order.
    ///
    /// @param words of somebody else, eight bytes each
    OrderedKeys(long words, int count) {
        this.words = words;
        this.count = count;
        owned = null;
        numbers = null;
    }

    /// Adopts both.
    ///
    /// @param words eight bytes each
    /// @param numbers four bytes each
    OrderedKeys(Block words, Block numbers, int count) {
        this.words = words.address();
        this.count = count;
        this.owned = words;
        this.numbers = numbers;
    }

    public int count() {
        return count;
    }

    /// The word at a place of the order.
    public long word(int place) {
        return Native.getLong(words + ((long) place << 3));
    }

    /// The number of the key at a place of the order.
    public int number(int place) {
        return numbers == null ? place : Native.getInt(numbers.address() + ((long) place << 2));
    }

    /// The first place whose word is not below `least`.
    public int first(long least) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (word(middle) < least) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public void close() {
        if (owned != null) {
            owned.close();
        }
        if (numbers != null) {
            numbers.close();
        }
    }
}
