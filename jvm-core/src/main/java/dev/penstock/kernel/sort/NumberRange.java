package dev.penstock.kernel.sort;

import dev.penstock.column.Bitmap;

/// The least and the greatest of some unsigned numbers; of none, 0 and 0.
record NumberRange(long least, long greatest) {
    /// All numbers of so many bits.
    static NumberRange all(int bits) {
        return new NumberRange(0, bits == 0 ? 0 : -1L >>> (Long.SIZE - bits));
    }

    /// Both ranges and what lies between them. The range of no numbers does not count as one.
    NumberRange with(NumberRange other) {
        return new NumberRange(
                Long.compareUnsigned(least, other.least) < 0 ? least : other.least,
                Long.compareUnsigned(greatest, other.greatest) > 0 ? greatest : other.greatest);
    }

    /// The range of the numbers of valid rows.
    static NumberRange of(OrderedNumbers numbers, Bitmap validity) {
        long least = -1L;
        long greatest = 0;
        if (validity.isAllSet()) {
            for (long row = 0; row < validity.length(); row++) {
                long number = numbers.at(row);
                least = Long.compareUnsigned(number, least) < 0 ? number : least;
                greatest = Long.compareUnsigned(number, greatest) > 0 ? number : greatest;
            }
        } else {
            for (long row = 0; row < validity.length(); row++) {
                if (validity.get(row)) {
                    long number = numbers.at(row);
                    least = Long.compareUnsigned(number, least) < 0 ? number : least;
                    greatest = Long.compareUnsigned(number, greatest) > 0 ? number : greatest;
                }
            }
        }
        return Long.compareUnsigned(least, greatest) > 0 ? new NumberRange(0, 0) : new NumberRange(least, greatest);
    }

    /// How many bits the differences to the least number have.
    int bits() {
        return LongSort.bits(greatest - least);
    }
}
