package dev.penstock.source.parquet;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.Locale;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/// Writes the values of a column chunk in the encoding that suits them.
///
/// Values of which most occur again get a dictionary; integers whose differences are small are written as such, which
/// pays for times and for numbers that grow; everything else is written as it is, because that is read fastest.
final class ValueEncoder implements AutoCloseable {
    private final WriteLeaf leaf;
    private final long count;
    private final long fixed;
    private final @Nullable BytesColumn strings;
    private final @Nullable Bitmap bits;
    private final @Nullable DictionaryBuilder dictionary;
    private final Encoding encoding;

    private ValueEncoder(
            WriteLeaf leaf,
            long count,
            long fixed,
            @Nullable BytesColumn strings,
            @Nullable Bitmap bits,
            @Nullable DictionaryBuilder dictionary,
            Encoding encoding) {
        this.leaf = leaf;
        this.count = count;
        this.fixed = fixed;
        this.strings = strings;
        this.bits = bits;
        this.dictionary = dictionary;
        this.encoding = encoding;
    }

    /// @param values without nulls
    /// @param assembly keeps memory that is needed as long as the encoder
    static ValueEncoder of(WriteLeaf leaf, ArrayData values, WriteOptions options, Assembly assembly) {
        long count = values.length();
        String wanted = options.encodings().getOrDefault(leaf.path().getFirst(), "").toLowerCase(Locale.ROOT);
        if (WriteSchema.isNothing(leaf) || count == 0) {
            return new ValueEncoder(leaf, 0, 0, null, null, null, Encoding.PLAIN);
        }
        if (values.type() instanceof DataType.Bool) {
            return new ValueEncoder(leaf, count, 0, null, values.bits(), null, Encoding.PLAIN);
        }
        boolean ofStrings = leaf.width() == 0;
        long fixed = ofStrings ? 0 : PlainValues.of(values, leaf, assembly);
        BytesColumn strings = ofStrings ? BytesColumn.of(values) : null;
        DictionaryBuilder dictionary = null;
        if (wanted.isEmpty() || wanted.equals("dictionary")) {
            dictionary = dictionary(leaf, fixed, strings, count, assembly);
        }
        Encoding encoding = dictionary != null ? Encoding.RLE_DICTIONARY : plain(leaf, fixed, count, wanted);
        return new ValueEncoder(leaf, count, fixed, strings, null, dictionary, encoding);
    }

    private static @Nullable DictionaryBuilder dictionary(
            WriteLeaf leaf, long fixed, @Nullable BytesColumn strings, long count, Assembly assembly) {
        var builder = new DictionaryBuilder(count, assembly.allocator());
        boolean pays = false;
        try {
            pays = strings == null ? builder.fixed(fixed, leaf.width(), count) : builder.strings(strings);
            return pays ? builder : null;
        } finally {
            if (!pays) {
                builder.close();
            }
        }
    }

    private static Encoding plain(WriteLeaf leaf, long fixed, long count, String wanted) {
        boolean integers =
                switch (leaf.physical()) {
                    case INT32, INT64 -> true;
                    default -> false;
                };
        if (wanted.equals("delta_binary_packed") && integers) {
            return Encoding.DELTA_BINARY_PACKED;
        }
        if (wanted.equals("byte_stream_split") && leaf.width() > 0) {
            return Encoding.BYTE_STREAM_SPLIT;
        }
        if (wanted.equals("delta_length_byte_array") && leaf.width() == 0) {
            return Encoding.DELTA_LENGTH_BYTE_ARRAY;
        }
        return wanted.isEmpty() && integers && differencesPay(leaf, fixed, count)
                ? Encoding.DELTA_BINARY_PACKED
                : Encoding.PLAIN;
    }

    /// Whether differences take less than half of the room, by a few blocks of them.
    private static boolean differencesPay(WriteLeaf leaf, long values, long count) {
        int width = leaf.width();
        long bits = 0;
        long seen = 0;
        long step = Math.max(1, count / 16);
        for (long from = 1; from + 32 <= count && seen < 16 * 32; from += step) {
            long least = Long.MAX_VALUE;
            long most = Long.MIN_VALUE;
            for (long i = from; i < from + 32; i++) {
                long delta = value(values, width, i) - value(values, width, i - 1);
                least = Math.min(least, delta);
                most = Math.max(most, delta);
            }
            bits += 32L * (64 - Long.numberOfLeadingZeros(most - least));
            seen += 32;
        }
        return seen > 0 && bits / seen <= width * 4L;
    }

    private static long value(long from, int width, long index) {
        return width == 4 ? Native.getInt(from + (index << 2)) : Native.getLong(from + (index << 3));
    }

    Encoding encoding() {
        return encoding;
    }

    /// How many values from `value` on fit into about `bytes` bytes.
    long fit(long value, long bytes) {
        if (dictionary != null) {
            return bytes * 8 / dictionary.width();
        }
        BytesColumn all = strings;
        if (all == null) {
            return bits != null ? bytes * 8 : bytes / Math.max(1, leaf.width());
        }
        long size = 0;
        long until = value;
        while (until < count && size < bytes) {
            size += all.size(until++) + 4L;
        }
        // Behind the last value are only nulls.
        return until == count ? Long.MAX_VALUE >> 1 : until - value;
    }

    /// The most bytes that values `value` to `value + n` take.
    long most(long value, long n) {
        if (dictionary != null) {
            return 1 + RunsWriter.most(n, dictionary.width());
        }
        BytesColumn all = strings;
        if (all != null) {
            long size = 0;
            for (long i = value; i < value + n; i++) {
                size += all.size(i) + 4L;
            }
            return size + DeltaWriter.most(encoding == Encoding.PLAIN ? 0 : n);
        }
        if (encoding == Encoding.DELTA_BINARY_PACKED) {
            return DeltaWriter.most(n);
        }
        return bits != null ? n / 8 + 16 : n * leaf.width();
    }

    /// Writes values `value` to `value + n`, and returns where they end.
    long write(long value, long n, long to) {
        if (dictionary != null) {
            Native.putByte(to, (byte) dictionary.width());
            return RunsWriter.ints(dictionary.indices() + (value << 2), n, dictionary.width(), to + 1);
        }
        if (strings != null) {
            return encoding == Encoding.PLAIN
                    ? PlainValues.strings(strings, value, value + n, to)
                    : lengthsAndBytes(strings, value, n, to);
        }
        if (bits != null) {
            return bits(bits.slice(value, n), to);
        }
        long from = fixed + value * leaf.width();
        if (encoding == Encoding.DELTA_BINARY_PACKED) {
            return new DeltaWriter().write(from, leaf.width(), n, to);
        }
        if (encoding == Encoding.BYTE_STREAM_SPLIT) {
            for (int k = 0; k < leaf.width(); k++) {
                for (long i = 0; i < n; i++) {
                    Native.putByte(to + k * n + i, Native.getByte(from + i * leaf.width() + k));
                }
            }
        } else {
            Native.copy(from, to, n * leaf.width());
        }
        return to + n * leaf.width();
    }

    private static long bits(Bitmap bits, long to) {
        long bytes = (bits.length() + 7) >>> 3;
        for (long i = 0; i < bits.length(); i += 64) {
            long word = bits.word(i);
            for (long k = 0; k < Math.min(8, bytes - (i >>> 3)); k++) {
                Native.putByte(to + (i >>> 3) + k, (byte) (word >>> (k << 3)));
            }
        }
        return to + bytes;
    }

    private static long lengthsAndBytes(BytesColumn strings, long from, long n, long to) {
        // The lengths stand where they will not be in the way, until they are packed.
        long total = 0;
        for (long i = from; i < from + n; i++) {
            total += strings.size(i);
        }
        long lengths = to + total + DeltaWriter.most(n) - (n << 2) - 8;
        for (long i = 0; i < n; i++) {
            Native.putInt(lengths + (i << 2), strings.size(from + i));
        }
        long at = new DeltaWriter().write(lengths, 4, n, to);
        for (long i = from; i < from + n; i++) {
            Native.copy(strings.address(i), at, strings.size(i));
            at += strings.size(i);
        }
        return at;
    }

    /// The least and greatest of values `from` to `until`; null where there are none, or nothing can be said.
    @Nullable Bounds bounds(long from, long until) {
        if (!Bounds.exist(leaf) || count == 0) {
            return null;
        }
        if (bits != null) {
            return Bounds.bits(bits.slice(from, until - from));
        }
        if (strings != null) {
            return dictionary != null && from == 0 && until == count
                    ? dictionaryBounds()
                    : Bounds.strings(strings, from, until, leaf.type() instanceof DataType.Utf8);
        }
        return Bounds.fixed(fixed + from * leaf.width(), leaf, until - from);
    }

    /// All strings are in the dictionary, so its own are enough.
    private @Nullable Bounds dictionaryBounds() {
        DictionaryBuilder known = dictionary;
        BytesColumn all = strings;
        if (known == null || all == null) {
            return null;
        }
        return Bounds.some(all, known, leaf.type() instanceof DataType.Utf8);
    }

    /// How many values the dictionary has; 0 for none.
    int dictionaryCount() {
        return dictionary == null ? 0 : dictionary.count();
    }

    long dictionaryBytes() {
        DictionaryBuilder known = dictionary;
        if (known == null) {
            return 0;
        }
        if (strings == null) {
            return (long) known.count() * leaf.width();
        }
        long bytes = 0;
        for (int i = 0; i < known.count(); i++) {
            bytes += strings.size(known.place(i)) + 4L;
        }
        return bytes;
    }

    long writeDictionary(long to) {
        DictionaryBuilder known = dictionary;
        long at = to;
        for (int i = 0; known != null && i < known.count(); i++) {
            long place = known.place(i);
            if (strings != null) {
                at = PlainValues.strings(strings, place, place + 1, at);
            } else {
                Native.copy(fixed + place * leaf.width(), at, leaf.width());
                at += leaf.width();
            }
        }
        return at;
    }

    /// A filter of all values; null where there can be none.
    @Nullable BloomFilter bloom() {
        if (count == 0 || bits != null) {
            return null;
        }
        long distinct = dictionary == null ? count : dictionary.count();
        var filter = BloomFilter.empty(BloomFilter.bytesFor(distinct));
        for (long i = 0; i < distinct; i++) {
            long place = dictionary == null ? i : dictionary.place((int) i);
            filter.add(
                    strings != null
                            ? BloomFilter.hash(strings.address(place), strings.size(place))
                            : BloomFilter.hash(fixed + place * leaf.width(), leaf.width()));
        }
        return filter;
    }

    @Override
    public void close() {
        if (dictionary != null) {
            dictionary.close();
        }
    }
}
