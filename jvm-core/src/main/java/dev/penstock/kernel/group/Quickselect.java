package dev.penstock.kernel.group;

import dev.penstock.memory.Native;

/// Puts a value of many to the place that it would have if all were sorted, in time in proportion to how many they are.
///
/// Source: Hoare, "Algorithm 65: Find", 1961, with the partition of Lomuto; the pivot is the median of three, and of
/// three such medians where there are many. Where pivots turn out bad again and again, the middle of the values' range
/// takes their place, which halves the range each time: so nobody can make it slow.
final class Quickselect {
    /// So few values are sorted by insertion.
    private static final long FEW = 16;

    private static final long MANY = 128;

    private Quickselect() {}

    /// The value that `count` signed longs at `values` have at `place` in ascending order. The values are moved around:
    /// those behind `place` are not smaller afterwards, those in front of it not larger.
    static long select(long values, long count, long place) {
        long low = 0;
        long high = count - 1;
        int bad = 0;
        while (high - low >= FEW) {
            // After bad pivots the middle of the range of values: at most 64 of those leave nothing to choose from.
            long pivot = bad > 4 ? middle(values, low, high) : pivot(values, low, high);
            long before = high - low;
            long end = partition(values, low, high, pivot);
            if (place < end) {
                high = end - 1;
            } else if (end > low) {
                low = end;
            } else if (pivot == Long.MAX_VALUE) {
                return pivot;
            } else {
                // Nothing is smaller than the pivot: what equals it comes to the front.
                end = partition(values, low, high, pivot + 1);
                if (place < end) {
                    return pivot;
                }
                low = end;
            }
            bad += high - low > before - (before >>> 3) ? 1 : 0;
        }
        insert(values, low, high);
        return get(values, place);
    }

    /// Moves what is smaller than `pivot` to the front, and tells where that ends. Every value is moved, because a
    /// branch that nobody can predict costs more than two stores.
    private static long partition(long values, long low, long high, long pivot) {
        long end = values + (low << 3);
        long last = values + (high << 3);
        for (long at = end; at <= last; at += 8) {
            long value = Native.getLong(at);
            Native.putLong(at, Native.getLong(end));
            Native.putLong(end, value);
            end += value < pivot ? 8 : 0;
        }
        return (end - values) >> 3;
    }

    /// The smallest of the values from `from` on.
    static long least(long values, long count, long from) {
        long least = Long.MAX_VALUE;
        for (long i = from; i < count; i++) {
            least = Math.min(least, get(values, i));
        }
        return least;
    }

    /// A value in the middle between the smallest and the largest, which lies among the values or between two.
    private static long middle(long values, long low, long high) {
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (long i = low; i <= high; i++) {
            least = Math.min(least, get(values, i));
            most = Math.max(most, get(values, i));
        }
        return (least & most) + ((least ^ most) >> 1);
    }

    private static long pivot(long values, long low, long high) {
        long step = (high - low) >>> 3;
        long middle = low + ((high - low) >>> 1);
        if (high - low < MANY) {
            return median(get(values, low), get(values, middle), get(values, high));
        }
        return median(
                median(get(values, low), get(values, low + step), get(values, low + 2 * step)),
                median(get(values, middle - step), get(values, middle), get(values, middle + step)),
                median(get(values, high - 2 * step), get(values, high - step), get(values, high)));
    }

    private static long median(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    private static void insert(long values, long low, long high) {
        for (long i = low + 1; i <= high; i++) {
            long value = get(values, i);
            long to = i;
            while (to > low && get(values, to - 1) > value) {
                put(values, to, get(values, to - 1));
                to--;
            }
            put(values, to, value);
        }
    }

    private static long get(long values, long index) {
        return Native.getLong(values + (index << 3));
    }

    private static void put(long values, long index, long value) {
        Native.putLong(values + (index << 3), value);
    }
}
