package dev.penstock.source.parquet;

import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// How values of a fixed width in a page become values of a fixed width in a column.
///
/// @param from the width in the page
/// @param to the width in the column
/// @param loop null where the bytes stay as they are
record Conversion(int from, int to, @Nullable Loop loop) {
    /// Converts many values.
    interface Loop {
        void run(long from, long to, int count);
    }

    /// The bytes as they are.
    static Conversion same(int width) {
        return new Conversion(width, width, null);
    }

    /// Integers that keep their value: narrower ones keep their lowest bytes, wider ones repeat the sign.
    static Conversion integer(int from, int to) {
        if (from == to) {
            return same(from);
        }
        return new Conversion(
                from,
                to,
                from == Integer.BYTES
                        ? (at, out, count) -> ints(at, to, out, count)
                        : (at, out, count) -> longs(at, to, out, count));
    }

    private static void ints(long from, int width, long to, int count) {
        switch (width) {
            case 1 -> {
                for (long i = 0; i < count; i++) {
                    Native.putByte(to + i, (byte) Native.getInt(from + (i << 2)));
                }
            }
            case 2 -> {
                for (long i = 0; i < count; i++) {
                    Native.putShort(to + (i << 1), (short) Native.getInt(from + (i << 2)));
                }
            }
            case 16 -> {
                for (long i = 0; i < count; i++) {
                    long value = Native.getInt(from + (i << 2));
                    Native.putLong(to + (i << 4), value);
                    Native.putLong(to + (i << 4) + 8, value >> 63);
                }
            }
            default -> {
                for (long i = 0; i < count; i++) {
                    wide(Native.getInt(from + (i << 2)), width, to + i * width);
                }
            }
        }
    }

    private static void longs(long from, int width, long to, int count) {
        switch (width) {
            case 4 -> {
                for (long i = 0; i < count; i++) {
                    Native.putInt(to + (i << 2), (int) Native.getLong(from + (i << 3)));
                }
            }
            // Decimals of up to 18 digits lie in files so.
            case 16 -> {
                for (long i = 0; i < count; i++) {
                    long value = Native.getLong(from + (i << 3));
                    Native.putLong(to + (i << 4), value);
                    Native.putLong(to + (i << 4) + 8, value >> 63);
                }
            }
            default -> {
                for (long i = 0; i < count; i++) {
                    wide(Native.getLong(from + (i << 3)), width, to + i * width);
                }
            }
        }
    }

    /// A value of 8 or more bytes.
    private static void wide(long value, int width, long to) {
        Native.putLong(to, value);
        for (int i = 8; i < width; i += 8) {
            Native.putLong(to + i, value >> 63);
        }
    }

    /// Times in another unit, `times` finer and `parts` coarser, one of which is 1.
    static Conversion scaled(int from, int to, long times, long parts) {
        if (times == 1 && parts == 1) {
            return integer(from, to);
        }
        return new Conversion(
                from,
                to,
                (at, out, count) -> {
                    for (long i = 0; i < count; i++) {
                        long value = from == 4 ? Native.getInt(at + (i << 2)) : Native.getLong(at + (i << 3));
                        long scaled = parts == 1 ? Math.multiplyExact(value, times) : Math.floorDiv(value, parts);
                        if (to == 4) {
                            Native.putInt(out + (i << 2), Math.toIntExact(scaled));
                        } else {
                            Native.putLong(out + (i << 3), scaled);
                        }
                    }
                });
    }

    /// The time of a Hadoop timestamp: nanoseconds of the day, then the Julian day.
    ///
    /// @param perSecond how many units of the result make a second
    static Conversion int96(long perSecond) {
        return new Conversion(
                12,
                8,
                (at, out, count) -> {
                    for (long i = 0; i < count; i++) {
                        long nanoseconds = Native.getLong(at + i * 12);
                        long day = Native.getInt(at + i * 12 + 8) - 2_440_588L;
                        long ofDay = Math.floorDiv(nanoseconds, 1_000_000_000L / perSecond);
                        Native.putLong(
                                out + (i << 3), Math.addExact(Math.multiplyExact(day, 86_400L * perSecond), ofDay));
                    }
                });
    }

    /// Floats of 16 bits, of ones of 32.
    static Conversion half() {
        return new Conversion(
                4,
                2,
                (at, out, count) -> {
                    for (long i = 0; i < count; i++) {
                        Native.putShort(out + (i << 1), Float.floatToFloat16(Native.getFloat(at + (i << 2))));
                    }
                });
    }

    /// Integers whose highest byte comes first.
    static Conversion bigEndian(int from, int to) {
        return new Conversion(
                from,
                to,
                (at, out, count) -> {
                    for (long i = 0; i < count; i++) {
                        bigEndian(at + i * from, from, out + i * to, to);
                    }
                });
    }

    /// Writes an integer whose highest byte comes first as one of `width` bytes whose lowest comes first.
    ///
    /// @throws BrokenFile for a number that needs more bytes
    static void bigEndian(long from, int size, long to, int width) {
        byte sign = size == 0 ? 0 : (byte) (Native.getByte(from) >> 7);
        for (int i = 0; i < width; i++) {
            Native.putByte(to + i, i < size ? Native.getByte(from + size - 1 - i) : sign);
        }
        for (int i = width; i < size; i++) {
            if (Native.getByte(from + size - 1 - i) != sign) {
                throw BrokenFile.because("a decimal that does not fit into %d bytes", width);
            }
        }
        if (size > width && Native.getByte(to + width - 1) >> 7 != sign) {
            throw BrokenFile.because("a decimal that does not fit into %d bytes", width);
        }
    }
}
