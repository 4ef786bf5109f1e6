package dev.penstock.did.prepare;

import java.util.Arrays;

/// Numbers whole numbers in the order in which they come: 0, 1, 2, ... For periods and groups, of which there are few.
final class LongCodes {
    private long[] values = new long[16];
    private int[] table = new int[64];
    private int count;

    LongCodes() {
        Arrays.fill(table, -1);
    }

    int count() {
        return count;
    }

    int code(long value) {
        int mask = table.length - 1;
        int at = slot(value, mask);
        while (table[at] >= 0) {
            if (values[table[at]] == value) {
                return table[at];
            }
            at = (at + 1) & mask;
        }
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count] = value;
        table[at] = count++;
        if (count > table.length / 4) {
            grow();
        }
        return count - 1;
    }

    private static int slot(long value, int mask) {
        long mixed = value * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 40) & mask;
    }

    private void grow() {
        int[] larger = new int[2 * table.length];
        Arrays.fill(larger, -1);
        int mask = larger.length - 1;
        for (int code = 0; code < count; code++) {
            int at = slot(values[code], mask);
            while (larger[at] >= 0) {
                at = (at + 1) & mask;
            }
            larger[at] = code;
        }
        table = larger;
    }

    /// The values by their codes.
    long[] values() {
        return Arrays.copyOf(values, count);
    }

    /// The place of each code's value among the sorted ones.
    int[] ranks() {
        long[] sorted = sorted();
        int[] ranks = new int[count];
        for (int code = 0; code < count; code++) {
            ranks[code] = Arrays.binarySearch(sorted, values[code]);
        }
        return ranks;
    }

    long[] sorted() {
        long[] sorted = values();
        Arrays.sort(sorted);
        return sorted;
    }
}
