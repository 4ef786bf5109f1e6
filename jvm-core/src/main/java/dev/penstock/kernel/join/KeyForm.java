package dev.penstock.kernel.join;

/// How the keys of a join become words, one of 64 bits for each row: what the values on the build side allow.
///
/// - A key that is a number is its own word.
/// - Several numbers share a word when the build side's ranges leave room for all of them.
/// - Everything else is hashed. A hash whose sign bit is not set still says all; rows with other ones must be compared.
///
/// @param lows of each key that is packed, the least number on the build side
/// @param ranges of each key that is packed, how far the greatest number is from the least
/// @param shifts of each key that is packed, where its bits begin
/// @param nullCodes of each key that is packed, whether null has a code of its own, which is 0
/// @param low the least word; 0 unless the words are numbers as they are
/// @param most the greatest word, less `low`, unsigned
@SuppressWarnings("ArrayRecordComponent") // read in loops, compared by nobody
record KeyForm(
        Kind kind,
        boolean nullsEqual,
        long[] lows,
        long[] ranges,
        int[] shifts,
        boolean[] nullCodes,
        long low,
        long most) {
    private static final long[] NONE = {};

    enum Kind {
        PLAIN,
        PACKED,
        HASHED
    }

    /// What is known of a key that is a number, over all rows of the build side that have one.
    ///
    /// @param any whether there is any
    record Range(boolean any, long min, long max, boolean nulls) {
        static final Range EMPTY = new Range(false, Long.MAX_VALUE, Long.MIN_VALUE, false);

        Range and(Range other) {
            return new Range(
                    any || other.any, Math.min(min, other.min), Math.max(max, other.max), nulls || other.nulls);
        }

        /// How far the greatest is from the least, unsigned.
        long width() {
            return any ? max - min : 0;
        }
    }

    static KeyForm hashed(boolean nullsEqual) {
        return new KeyForm(Kind.HASHED, nullsEqual, NONE, NONE, new int[0], new boolean[0], 0, -1);
    }

    /// @param ranges of all keys, all of which are numbers
    static KeyForm of(Range[] ranges, boolean nullsEqual) {
        if (ranges.length == 1 && !(nullsEqual && ranges[0].nulls())) {
            Range only = ranges[0];
            return new KeyForm(
                    Kind.PLAIN,
                    nullsEqual,
                    NONE,
                    NONE,
                    new int[0],
                    new boolean[0],
                    only.any() ? only.min() : 0,
                    only.width());
        }
        long[] lows = new long[ranges.length];
        long[] widths = new long[ranges.length];
        int[] shifts = new int[ranges.length];
        boolean[] nullCodes = new boolean[ranges.length];
        int all = 0;
        long most = 0;
        for (int i = 0; i < ranges.length; i++) {
            lows[i] = ranges[i].any() ? ranges[i].min() : 0;
            widths[i] = ranges[i].width();
            shifts[i] = all;
            nullCodes[i] = nullsEqual && ranges[i].nulls();
            // One code more for null may need one bit more.
            long last = nullCodes[i] ? widths[i] + 1 : widths[i];
            most |= last << all;
            all += bits(last);
            if (widths[i] < 0 || last < 0 || all >= Long.SIZE) {
                return hashed(nullsEqual);
            }
            most |= (1L << shifts[i]) - 1;
        }
        return new KeyForm(Kind.PACKED, nullsEqual, lows, widths, shifts, nullCodes, 0, most);
    }

    /// How many bits tell all words apart, less `low`.
    int bits() {
        return bits(most);
    }

    /// How many bits the numbers up to `most` have, at least one.
    private static int bits(long most) {
        return Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(most));
    }
}
