package dev.penstock.kernel.sort;

import dev.penstock.memory.Native;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Divides words into parts of about as many rows each: every word of a part comes before every word of the next one.
///
/// Where the words lie is learnt from a sample. If they lie evenly enough, a word's highest bits name a cell, and the
/// cell its part: two nanoseconds a row. Else the part is searched among the words that begin parts, which takes longer
/// but leaves only equal words in parts that are too large.
public final class Splitters {
    /// The most parts there can be.
    public static final int MOST_PARTS = 2048;

    private static final int CELL_BITS = 12;

    /// A part of cells may be this many times as large as it should be.
    private static final int TOLERATED = 4;

    private final int count;

    /// For cells: the least and the greatest word of the sample, with their highest bits turned over, so that their
    /// order is that of signed numbers.
    private final long low;

    private final long high;
    private final int shift;
    private final char[] partOfCell;

    /// For the search: turned-over words, each the greatest of its part, in order, filled up to a power of two.
    private final long[] ends;

    private Splitters(int count, long low, long high, int shift, char[] partOfCell, long[] ends) {
        this.count = count;
        this.low = low;
        this.high = high;
        this.shift = shift;
        this.partOfCell = partOfCell;
        this.ends = ends;
    }

    /// Learns from a sample of words, which it sorts.
    ///
    /// @param wanted about how many parts, from 1 to [#MOST_PARTS]
    static Splitters of(long[] sample, int wanted) {
        for (int i = 0; i < sample.length; i++) {
            sample[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(sample);
        Splitters cells = cells(sample, wanted);
        return cells == null ? search(sample, wanted) : cells;
    }

    private static @Nullable Splitters cells(long[] sample, int wanted) {
        long low = sample[0];
        long high = sample[sample.length - 1];
        int shift = Math.max(0, LongSort.bits(high - low) - CELL_BITS);
        var partOfCell = new char[1 << CELL_BITS];
        double most = (double) sample.length / wanted;
        int part = 0;
        double inPart = 0;
        int at = 0;
        for (int cell = 0; cell < partOfCell.length; cell++) {
            int start = at;
            while (at < sample.length && ((sample[at] - low) >>> shift) == cell) {
                at++;
            }
            int inCell = at - start;
            boolean same = inCell == 0 || sample[start] == sample[at - 1];
            if (inCell > TOLERATED * most && !same) {
                return null;
            }
            if (inPart > 0 && inPart + inCell / 2.0 > most && part < wanted - 1) {
                part++;
                inPart = 0;
            }
            inPart += inCell;
            partOfCell[cell] = (char) part;
        }
        return new Splitters(part + 1, low, high, shift, partOfCell, new long[0]);
    }

    private static Splitters search(long[] sample, int wanted) {
        var chosen = new long[2 * wanted];
        int count = 0;
        for (int i = 1; i < wanted; i++) {
            long end = sample[(int) ((long) i * sample.length / wanted)];
            boolean known = count > 0 && chosen[count - 1] >= end;
            if (!known) {
                chosen[count++] = end;
            } else if (end != Long.MIN_VALUE && (count == 1 || chosen[count - 2] != end - 1)) {
                // More than a part's worth of rows have this word: they get a part for themselves.
                chosen[count - 1] = end - 1;
                chosen[count++] = end;
            }
        }
        int size = Integer.highestOneBit(Math.max(1, count)) << 1;
        var ends = Arrays.copyOf(chosen, size);
        Arrays.fill(ends, count, size, Long.MAX_VALUE);
        return new Splitters(count + 1, 0, 0, 0, new char[0], ends);
    }

    /// How many parts there are.
    public int count() {
        return count;
    }

    /// Writes the part of each of `count` words, two bytes each.
    void classify(long words, long rows, long to) {
        if (ends.length > 0) {
            classifyBySearch(words, rows, to);
            return;
        }
        char[] parts = partOfCell;
        for (long i = 0; i < rows; i++) {
            long word = Native.getLong(words + (i << 3)) ^ Long.MIN_VALUE;
            int cell = (int) ((Math.min(Math.max(word, low), high) - low) >>> shift);
            Native.putShort(to + (i << 1), (short) parts[cell & (parts.length - 1)]);
        }
    }

    private void classifyBySearch(long words, long rows, long to) {
        for (long i = 0; i < rows; i++) {
            long word = Native.getLong(words + (i << 3)) ^ Long.MIN_VALUE;
            int at = 0;
            for (int step = ends.length >>> 1; step > 0; step >>>= 1) {
                long end = ends[at + step - 1];
                // All ones when the part ends before the word; a branch would go wrong every other time.
                long before = (end - word) ^ ((end ^ word) & ((end - word) ^ end));
                at += step & (int) (before >> 63);
            }
            Native.putShort(to + (i << 1), (short) at);
        }
    }
}
