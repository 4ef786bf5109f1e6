package dev.penstock.kernel.sort;

import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;
import java.util.List;

/// A part of what orders rows. The rows are in the order of their first parts' words, as unsigned numbers; rows that
/// agree there in the order of the next part, and so on. Strings have as many words as they need.
sealed interface KeyPart {
    /// The order of two rows by this part alone.
    ///
    /// @param offset how many bytes of the strings are known to agree
    int compare(long a, long b, long offset);

    /// One word: the bits of one or more columns, the first in the highest places.
    record Fixed(List<WordField> fields) implements KeyPart {
        public Fixed {
            fields = List.copyOf(fields);
            assert fields.stream().mapToInt(WordField::bits).sum() <= Long.SIZE;
        }

        @Override
        public int compare(long a, long b, long offset) {
            return Long.compareUnsigned(at(a), at(b));
        }

        long at(long row) {
            long word = 0;
            for (WordField field : fields) {
                word = field.bits() == Long.SIZE ? field.at(row) : (word << field.bits()) | field.at(row);
            }
            return word;
        }

        /// Writes the words of rows `from` to `from + count`.
        ///
        /// @param room eight bytes for each row
        void write(long from, long count, long to, long room) {
            fields.getFirst().write(from, count, to);
            for (WordField field : fields.subList(1, fields.size())) {
                field.write(from, count, room);
                int bits = field.bits();
                for (long i = 0; i < count; i++) {
                    Native.putLong(
                            to + (i << 3), (Native.getLong(to + (i << 3)) << bits) | Native.getLong(room + (i << 3)));
                }
            }
        }

        /// Writes the words of some rows.
        void write(Selection rows, long to) {
            for (long i = 0; i < rows.count(); i++) {
                Native.putLong(to + (i << 3), at(rows.row(i)));
            }
        }
    }

    /// Strings, seven bytes a word; the lowest byte of the word says how many of them are there, or that more follow.
    record Text(BytesColumn texts, boolean descending) implements KeyPart {
        /// The bytes of a word.
        static final int STEP = 7;

        /// The lowest byte of a word behind which the string goes on.
        private static final int MORE = 8;

        @Override
        public int compare(long a, long b, long offset) {
            int order =
                    Bytes.compare(
                            texts.address(a) + offset, size(a) - offset, texts.address(b) + offset, size(b) - offset);
            return descending ? -order : order;
        }

        /// Null rows are as empty strings: a part before has told them from others.
        private long size(long row) {
            return texts.isNull(row) ? 0 : texts.size(row);
        }

        long at(long row, long offset) {
            long left = size(row) - offset;
            long word = left <= 0 ? 0 : word(texts.address(row) + offset, left);
            return descending ? ~word : word;
        }

        private static long word(long address, long left) {
            long first = Bytes.first(address, left);
            return left > STEP ? (first & ~0xFFL) | MORE : first | left;
        }

        /// Whether rows of this word go on behind it.
        boolean goesOn(long word) {
            return ((descending ? ~word : word) & 0xFF) == MORE;
        }

        void write(long from, long count, long offset, long to) {
            for (long i = 0; i < count; i++) {
                Native.putLong(to + (i << 3), at(from + i, offset));
            }
        }

        void write(Selection rows, long offset, long to) {
            for (long i = 0; i < rows.count(); i++) {
                Native.putLong(to + (i << 3), at(rows.row(i), offset));
            }
        }

        /// How many bytes behind `offset` all of `rows` have in common.
        long common(Selection rows, long offset) {
            long first = rows.row(0);
            long address = texts.address(first) + offset;
            long common = Math.max(0, size(first) - offset);
            for (long i = 1; i < rows.count() && common > 0; i++) {
                long row = rows.row(i);
                long most = Math.min(common, size(row) - offset);
                common = most <= 0 ? 0 : Bytes.common(address, texts.address(row) + offset, most);
            }
            return common;
        }
    }
}
