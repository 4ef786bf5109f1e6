package dev.penstock.kernel.sort;

import dev.penstock.column.Bitmap;
import dev.penstock.memory.Native;

/// Some bits of a row's word, the same number of them for every row.
sealed interface WordField {
    /// How many bits.
    int bits();

    /// The bits of one row, in the lowest places.
    long at(long row);

    /// Writes the bits of rows `from` to `from + count`, eight bytes each.
    void write(long from, long count, long to);

    /// Whether a row is null.
    record Nullness(Bitmap validity, boolean nullsLast) implements WordField {
        @Override
        public int bits() {
            return 1;
        }

        @Override
        public long at(long row) {
            return validity.get(row) == nullsLast ? 0 : 1;
        }

        @Override
        public void write(long from, long count, long to) {
            long flip = nullsLast ? 1 : 0;
            for (long base = 0; base < count; base += 64) {
                long word = validity.slice(from + base, Math.min(64, count - base)).word(0);
                for (long lane = 0; lane < Math.min(64, count - base); lane++) {
                    Native.putLong(to + ((base + lane) << 3), (word >>> lane & 1) ^ flip);
                }
            }
        }
    }

    /// A number, or a part of its bits. Null rows have zeros.
    ///
    /// @param base the least number that there is, the greatest one for a descending order
    /// @param drop how many bits below these belong to the next word
    record Numeric(OrderedNumbers numbers, Bitmap validity, boolean descending, long base, int drop, int bits)
            implements WordField {
        private long mask() {
            return bits == Long.SIZE ? -1L : (1L << bits) - 1;
        }

        @Override
        public long at(long row) {
            if (!validity.get(row)) {
                return 0;
            }
            long number = numbers.at(row);
            return ((descending ? base - number : number - base) >>> drop) & mask();
        }

        @Override
        public void write(long from, long count, long to) {
            numbers.write(from, count, to);
            long mask = mask();
            if (descending) {
                for (long i = 0; i < count; i++) {
                    Native.putLong(to + (i << 3), ((base - Native.getLong(to + (i << 3))) >>> drop) & mask);
                }
            } else if (base != 0 || drop != 0) {
                for (long i = 0; i < count; i++) {
                    Native.putLong(to + (i << 3), ((Native.getLong(to + (i << 3)) - base) >>> drop) & mask);
                }
            }
            if (!validity.isAllSet()) {
                clearNulls(from, count, to);
            }
        }

        private void clearNulls(long from, long count, long to) {
            for (long base = 0; base < count; base += 64) {
                long word = validity.slice(from + base, Math.min(64, count - base)).word(0);
                for (long lane = 0; lane < Math.min(64, count - base); lane++) {
                    long at = to + ((base + lane) << 3);
                    Native.putLong(at, Native.getLong(at) & -(word >>> lane & 1));
                }
            }
        }
    }
}
