package dev.penstock.source.parquet;

import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Bytes;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/// The least and the greatest of values, in the plain form in which statistics hold them.
///
/// @param exact whether they are values, and not cut texts
/// @param nan how many NaN there were; they are left out
@SuppressWarnings("ArrayRecordComponent") // never compared
record Bounds(byte[] least, byte[] greatest, boolean exact, long nan) {
    /// Longer texts are cut in statistics.
    private static final int LONGEST = 64;

    /// Of values of one width; null where there is none.
    static @Nullable Bounds fixed(long values, WriteLeaf leaf, long count) {
        if (count == 0) {
            return null;
        }
        return switch (leaf.physical()) {
            case INT32 -> isUnsigned(leaf) ? unsigned32(values, count) : signed32(values, count);
            case INT64 -> isUnsigned(leaf) ? unsigned64(values, count) : signed64(values, count);
            case FLOAT -> floats(values, count);
            case DOUBLE -> doubles(values, count);
            case FIXED_LEN_BYTE_ARRAY -> bytes(values, leaf, count);
            case BOOLEAN, INT96, BYTE_ARRAY -> null;
        };
    }

    private static boolean isUnsigned(WriteLeaf leaf) {
        return leaf.type() instanceof DataType.Int(_, boolean signed) && !signed;
    }

    private static Bounds signed32(long values, long count) {
        int least = Integer.MAX_VALUE;
        int greatest = Integer.MIN_VALUE;
        for (long i = 0; i < count; i++) {
            int value = Native.getInt(values + (i << 2));
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        return of(little(4).putInt(least), little(4).putInt(greatest), 0);
    }

    private static Bounds unsigned32(long values, long count) {
        int least = Integer.MAX_VALUE;
        int greatest = Integer.MIN_VALUE;
        for (long i = 0; i < count; i++) {
            int value = Native.getInt(values + (i << 2)) ^ Integer.MIN_VALUE;
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        return of(little(4).putInt(least ^ Integer.MIN_VALUE), little(4).putInt(greatest ^ Integer.MIN_VALUE), 0);
    }

    private static Bounds signed64(long values, long count) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (long i = 0; i < count; i++) {
            long value = Native.getLong(values + (i << 3));
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        return of(little(8).putLong(least), little(8).putLong(greatest), 0);
    }

    private static Bounds unsigned64(long values, long count) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (long i = 0; i < count; i++) {
            long value = Native.getLong(values + (i << 3)) ^ Long.MIN_VALUE;
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        return of(little(8).putLong(least ^ Long.MIN_VALUE), little(8).putLong(greatest ^ Long.MIN_VALUE), 0);
    }

    /// A zero may stand for the other one, so the least is -0.0 and the greatest 0.0.
    private static @Nullable Bounds floats(long values, long count) {
        float least = Float.POSITIVE_INFINITY;
        float greatest = Float.NEGATIVE_INFINITY;
        long nan = 0;
        for (long i = 0; i < count; i++) {
            float value = Native.getFloat(values + (i << 2));
            nan += Float.isNaN(value) ? 1 : 0;
            least = value < least ? value : least;
            greatest = value > greatest ? value : greatest;
        }
        return nan == count
                ? null
                : of(
                        little(4).putFloat(least == 0 ? -0.0f : least),
                        little(4).putFloat(greatest == 0 ? 0.0f : greatest),
                        nan);
    }

    private static @Nullable Bounds doubles(long values, long count) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        long nan = 0;
        for (long i = 0; i < count; i++) {
            double value = Native.getDouble(values + (i << 3));
            nan += Double.isNaN(value) ? 1 : 0;
            least = value < least ? value : least;
            greatest = value > greatest ? value : greatest;
        }
        return nan == count
                ? null
                : of(
                        little(8).putDouble(least == 0 ? -0.0 : least),
                        little(8).putDouble(greatest == 0 ? 0.0 : greatest),
                        nan);
    }

    private static Bounds of(ByteBuffer least, ByteBuffer greatest, long nan) {
        return new Bounds(bytes(least), bytes(greatest), true, nan);
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.capacity()];
        value.get(0, bytes);
        return bytes;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Bytes without a sign, or decimals, whose highest byte has one; halves are left alone.
    private static @Nullable Bounds bytes(long values, WriteLeaf leaf, long count) {
        int width = leaf.width();
        boolean signed = leaf.type() instanceof DataType.Decimal;
        if (leaf.type() instanceof DataType.FloatingPoint) {
            return null;
        }
        long least = values;
        long greatest = values;
        for (long i = 1; i < count; i++) {
            long at = values + i * width;
            if (compare(at, least, width, signed) < 0) {
                least = at;
            }
            if (compare(at, greatest, width, signed) > 0) {
                greatest = at;
            }
        }
        return new Bounds(copy(least, width), copy(greatest, width), true, 0);
    }

    private static int compare(long a, long b, int width, boolean signed) {
        if (signed && Native.getByte(a) != Native.getByte(b)) {
            return Byte.compare(Native.getByte(a), Native.getByte(b));
        }
        return Bytes.compare(a, width, b, width);
    }

    private static byte[] copy(long from, int size) {
        return Native.segment(from, size).toArray(ValueLayout.JAVA_BYTE);
    }

    /// Of truth values.
    static @Nullable Bounds bits(Bitmap bits) {
        long set = bits.count();
        if (bits.length() == 0) {
            return null;
        }
        byte[] least = {(byte) (set == bits.length() ? 1 : 0)};
        byte[] greatest = {(byte) (set > 0 ? 1 : 0)};
        return new Bounds(least, greatest, true, 0);
    }

    /// Of all strings of a dictionary.
    static @Nullable Bounds some(BytesColumn strings, DictionaryBuilder dictionary, boolean text) {
        long least = dictionary.place(0);
        long greatest = least;
        for (int i = 1; i < dictionary.count(); i++) {
            long place = dictionary.place(i);
            least = compare(strings, place, least) < 0 ? place : least;
            greatest = compare(strings, place, greatest) > 0 ? place : greatest;
        }
        return between(strings, least, greatest, text);
    }

    /// Of strings `from` to `until`.
    ///
    /// @param text whether a cut string must stay UTF-8
    static @Nullable Bounds strings(BytesColumn strings, long from, long until, boolean text) {
        if (from == until) {
            return null;
        }
        long least = from;
        long greatest = from;
        for (long i = from + 1; i < until; i++) {
            if (compare(strings, i, least) < 0) {
                least = i;
            } else if (compare(strings, i, greatest) > 0) {
                greatest = i;
            }
        }
        return between(strings, least, greatest, text);
    }

    private static @Nullable Bounds between(BytesColumn strings, long least, long greatest, boolean text) {
        boolean exact = strings.size(least) <= LONGEST && strings.size(greatest) <= LONGEST;
        byte[] low = copy(strings.address(least), Math.min(strings.size(least), cut(strings, least, text)));
        byte[] high = above(strings, greatest, text);
        return high == null ? null : new Bounds(low, high, exact, 0);
    }

    private static int compare(BytesColumn strings, long a, long b) {
        return Bytes.compare(strings.address(a), strings.size(a), strings.address(b), strings.size(b));
    }

    /// Where a string can be cut: not inside of a character.
    private static int cut(BytesColumn strings, long i, boolean text) {
        int size = strings.size(i);
        if (size <= LONGEST) {
            return size;
        }
        int at = LONGEST;
        while (text && at > 0 && (Native.getByte(strings.address(i) + at) & 0xC0) == 0x80) {
            at--;
        }
        return at;
    }

    /// A short string that is not less than string `i`; null when there is none.
    private static byte @Nullable [] above(BytesColumn strings, long i, boolean text) {
        int size = cut(strings, i, text);
        byte[] bytes = copy(strings.address(i), size);
        if (size == strings.size(i)) {
            return bytes;
        }
        if (text) {
            String raised = raised(new String(bytes, StandardCharsets.UTF_8));
            return raised == null ? null : raised.getBytes(StandardCharsets.UTF_8);
        }
        for (int at = size - 1; at >= 0; at--) {
            if (bytes[at] != -1) {
                byte[] above = Arrays.copyOf(bytes, at + 1);
                above[at]++;
                return above;
            }
        }
        return null;
    }

    /// The text with its last character raised that can be, and nothing behind it; null when none can.
    static @Nullable String raised(String text) {
        for (int end = text.length(); end > 0; ) {
            int last = text.codePointBefore(end);
            end -= Character.charCount(last);
            int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
            if (next <= Character.MAX_CODE_POINT) {
                return text.substring(0, end) + Character.toString(next);
            }
        }
        return null;
    }

    /// Whether statistics of this leaf are worth anything.
    static boolean exist(WriteLeaf leaf) {
        return leaf.physical() != Type.INT96 && !WriteSchema.isNothing(leaf);
    }
}
