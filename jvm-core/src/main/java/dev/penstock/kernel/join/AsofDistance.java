package dev.penstock.kernel.join;

import dev.penstock.kernel.sort.OrderedWords;
import dev.penstock.memory.Native;

/// How far the ordered keys of an as-of join are apart, for one piece of the left side. Distances are those of the
/// keys' own arithmetic: exact, or that of floats, where none of what is not a number is within a tolerance.
///
/// Asked once for each row, behind the search, so that the call costs little.
sealed interface AsofDistance {
    /// Whether the key at place `before` is nearer to that of a left row than the one at place `after`, which is
    /// greater.
    ///
    /// @param row of the piece, whose word is `word`
    boolean isNearer(long row, long word, long before, long after);

    /// Whether the key at a place is within the tolerance.
    boolean isWithin(long row, long word, long place);

    /// Keys whose words count their units.
    ///
    /// @param words of the right side's places
    record Units(long words, long tolerance) implements AsofDistance {
        private long distance(long word, long place) {
            long other = Native.getLong(words + (place << 3));
            return Long.compareUnsigned(word, other) < 0 ? other - word : word - other;
        }

        @Override
        public boolean isNearer(long row, long word, long before, long after) {
            return Long.compareUnsigned(distance(word, before), distance(word, after)) < 0;
        }

        @Override
        public boolean isWithin(long row, long word, long place) {
            return Long.compareUnsigned(distance(word, place), tolerance) <= 0;
        }
    }

    /// Floats of `bits` bits.
    record Reals(long words, int bits, double tolerance) implements AsofDistance {
        private double distance(long word, long place) {
            double a = OrderedWords.real(word, bits);
            double b = OrderedWords.real(Native.getLong(words + (place << 3)), bits);
            return bits == Double.SIZE ? Math.abs(a - b) : Math.abs((float) a - (float) b);
        }

        @Override
        public boolean isNearer(long row, long word, long before, long after) {
            return distance(word, before) < distance(word, after);
        }

        @Override
        public boolean isWithin(long row, long word, long place) {
            return distance(word, place) <= (bits == Double.SIZE ? tolerance : (float) tolerance);
        }
    }

    /// Decimals of 128 bits, whose words are ranks.
    ///
    /// @param left the first key of the piece, 16 bytes each
    /// @param right the keys of the right side's rows
    /// @param rows which row is at a place, four bytes each
    /// @param high the upper half of the tolerance
    /// @param low its lower half
    record Decimals(long left, long right, long rows, long high, long low) implements AsofDistance {
        private long other(long place) {
            return right + ((long) Native.getInt(rows + (place << 2)) << 4);
        }

        @Override
        public boolean isNearer(long row, long word, long before, long after) {
            long key = left + (row << 4);
            long b = other(before);
            long a = other(after);
            // The key lies between the two.
            return compare(high(key, b), low(key, b), high(a, key), low(a, key)) < 0;
        }

        @Override
        public boolean isWithin(long row, long word, long place) {
            long key = left + (row << 4);
            long at = other(place);
            boolean less = isLess(key, at);
            return compare(less ? high(at, key) : high(key, at), less ? low(at, key) : low(key, at), high, low) <= 0;
        }

        private static boolean isLess(long a, long b) {
            long upper = Native.getLong(a + 8);
            long other = Native.getLong(b + 8);
            return upper != other ? upper < other : Long.compareUnsigned(Native.getLong(a), Native.getLong(b)) < 0;
        }

        /// The halves of `a - b`.
        private static long low(long a, long b) {
            return Native.getLong(a) - Native.getLong(b);
        }

        private static long high(long a, long b) {
            long borrow = Long.compareUnsigned(Native.getLong(a), Native.getLong(b)) < 0 ? 1 : 0;
            return Native.getLong(a + 8) - Native.getLong(b + 8) - borrow;
        }

        private static int compare(long high, long low, long otherHigh, long otherLow) {
            int order = Long.compareUnsigned(high, otherHigh);
            return order != 0 ? order : Long.compareUnsigned(low, otherLow);
        }
    }
}
