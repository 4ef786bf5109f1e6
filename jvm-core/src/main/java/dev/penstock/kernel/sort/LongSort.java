package dev.penstock.kernel.sort;

import dev.penstock.memory.Native;

/// Sorts unsigned longs in memory by radix, a few digits from the highest that matters: the digits below them are
/// sorted only where longs agree in these. Longs that come in order cost one look at each.
final class LongSort {
    private static final int FEW = 24;
    private static final int DIGIT_BITS = 11;

    /// With this many bits more than it takes to number the longs, few random ones agree.
    private static final int SPARE_BITS = 8;

    private LongSort() {}

    /// Sorts the `count` longs at `at`.
    ///
    /// @param room eight bytes for each
    static void sort(long at, long count, long room) {
        if (count <= FEW) {
            insert(at, count);
            return;
        }
        long least = -1L;
        long greatest = 0;
        long last = 0;
        boolean ascending = true;
        for (long i = 0; i < count; i++) {
            long x = Native.getLong(at + (i << 3));
            least = Long.compareUnsigned(x, least) < 0 ? x : least;
            greatest = Long.compareUnsigned(x, greatest) > 0 ? x : greatest;
            ascending &= Long.compareUnsigned(x, last) >= 0;
            last = x;
        }
        if (!ascending) {
            sort(at, count, room, least, bits(greatest - least), 0, () -> {});
        }
    }

    /// Sorts longs that are known to be out of order by their bits from number `ordered` on; the bits below are in
    /// order already wherever those above agree.
    ///
    /// @param least the least of them
    /// @param bits how many bits their differences have
    /// @param check called between passes
    static void sort(long at, long count, long room, long least, int bits, int ordered, Runnable check) {
        int wanted = Math.min(bits - ordered, bits(count - 1) + SPARE_BITS);
        int passes = (wanted + DIGIT_BITS - 1) / DIGIT_BITS;
        int digit = (wanted + passes - 1) / passes;
        int low = Math.max(ordered, bits - passes * digit);
        int[][] places = places(at, count, least, low, digit, passes);
        long from = at;
        long to = room;
        for (int pass = 0; pass < passes; pass++) {
            check.run();
            scatter(from, count, to, least, low + pass * digit, places[pass]);
            long other = from;
            from = to;
            to = other;
        }
        if (from != at) {
            Native.copy(from, at, count << 3);
        }
        if (low > ordered) {
            finish(at, count, room, least, low);
        }
    }

    /// For each pass, where the first long of each digit goes.
    private static int[][] places(long at, long count, long least, int low, int digit, int passes) {
        int[][] places = new int[passes][1 << digit];
        int mask = (1 << digit) - 1;
        if (passes == 2) {
            // The usual case, with one look at each long.
            int[] first = places[0];
            int[] second = places[1];
            for (long i = 0; i < count; i++) {
                long x = (Native.getLong(at + (i << 3)) - least) >>> low;
                first[(int) x & mask]++;
                second[(int) (x >>> digit) & mask]++;
            }
        } else {
            for (int pass = 0; pass < passes; pass++) {
                int shift = low + pass * digit;
                int[] counts = places[pass];
                for (long i = 0; i < count; i++) {
                    counts[(int) ((Native.getLong(at + (i << 3)) - least) >>> shift) & mask]++;
                }
            }
        }
        for (int[] counts : places) {
            int next = 0;
            for (int value = 0; value < counts.length; value++) {
                int here = counts[value];
                counts[value] = next;
                next += here;
            }
        }
        return places;
    }

    private static void scatter(long from, long count, long to, long least, int shift, int[] places) {
        int mask = places.length - 1;
        for (long i = 0; i < count; i++) {
            long x = Native.getLong(from + (i << 3));
            long place = places[(int) ((x - least) >>> shift) & mask]++;
            Native.putLong(to + (place << 3), x);
        }
    }

    /// Sorts each run of longs that agree above the lowest `low` bits.
    private static void finish(long at, long count, long room, long least, int low) {
        long start = nextTie(at, 0, count, least, low);
        while (start < count) {
            long end = endOfTie(at, start, count, least, low);
            sort(at + (start << 3), end - start, room);
            start = nextTie(at, end, count, least, low);
        }
    }

    /// The first place from `from` on whose long agrees with the one behind it in the bits from number `shift` on, when
    /// `least` is taken from both; `count` if there is none. A loop of its own, because few do.
    static long nextTie(long at, long from, long count, long least, int shift) {
        if (from >= count) {
            return count;
        }
        long digits = (Native.getLong(at + (from << 3)) - least) >>> shift;
        for (long i = from + 1; i < count; i++) {
            long here = (Native.getLong(at + (i << 3)) - least) >>> shift;
            if (here == digits) {
                return i - 1;
            }
            digits = here;
        }
        return count;
    }

    /// Where the run of longs ends that agree with the one at `from`.
    static long endOfTie(long at, long from, long count, long least, int shift) {
        long digits = (Native.getLong(at + (from << 3)) - least) >>> shift;
        long end = from + 1;
        while (end < count && (Native.getLong(at + (end << 3)) - least) >>> shift == digits) {
            end++;
        }
        return end;
    }

    private static void insert(long at, long count) {
        for (long i = 1; i < count; i++) {
            long x = Native.getLong(at + (i << 3));
            long place = i;
            while (place > 0) {
                long before = Native.getLong(at + ((place - 1) << 3));
                if (Long.compareUnsigned(before, x) <= 0) {
                    break;
                }
                Native.putLong(at + (place << 3), before);
                place--;
            }
            Native.putLong(at + (place << 3), x);
        }
    }

    /// How many bits it takes to write `x`.
    static int bits(long x) {
        return Long.SIZE - Long.numberOfLeadingZeros(x);
    }
}
