package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Numbers different values of any type in the order in which they come: 0, 1, 2, ... The arrays whose rows it was
/// given must stay alive. For dictionaries and tests; groups have tables of their own.
final class ValueIds {
    private final List<ArrayData> arrays = new ArrayList<>();
    private long[] hashes = new long[32];
    private int[] arrayOf = new int[32];
    private long[] rowOf = new long[32];
    private int[] slots = new int[64];
    private int count;

    ValueIds() {
        Arrays.fill(slots, -1);
    }

    int count() {
        return count;
    }

    /// A number for `array` by which [#id] and [#array] know it.
    int register(ArrayData array) {
        arrays.add(array);
        return arrays.size() - 1;
    }

    /// The number of the value of row `row` of a registered array: that of an equal value, or a new one.
    int id(int array, long row) {
        ArrayData data = arrays.get(array);
        long hash = Hashes.row(data, row);
        int slot = (int) hash & slots.length - 1;
        while (slots[slot] >= 0) {
            int id = slots[slot];
            if (hashes[id] == hash && Equality.IDENTICAL.test(arrays.get(arrayOf[id]), rowOf[id], data, row)) {
                return id;
            }
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = count;
        if (count == rowOf.length) {
            grow();
        }
        hashes[count] = hash;
        arrayOf[count] = array;
        rowOf[count] = row;
        if (2 * count >= slots.length) {
            rehash();
        }
        return count++;
    }

    /// The array that holds the first value with this number.
    int array(int id) {
        return arrayOf[id];
    }

    /// The row of the first value with this number.
    long row(int id) {
        return rowOf[id];
    }

    private void grow() {
        arrayOf = Arrays.copyOf(arrayOf, 2 * count);
        rowOf = Arrays.copyOf(rowOf, 2 * count);
        hashes = Arrays.copyOf(hashes, 2 * count);
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        Arrays.fill(slots, -1);
        for (int id = 0; id <= count; id++) {
            int slot = (int) hashes[id] & slots.length - 1;
            while (slots[slot] >= 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = id;
        }
    }
}
