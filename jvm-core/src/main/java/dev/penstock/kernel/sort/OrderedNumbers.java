package dev.penstock.kernel.sort;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;

/// Values of a fixed width as numbers whose unsigned order is that of the values: false before true, NaN the greatest
/// and -0.0 as 0.0. What is wider than 64 bits has several parts, the highest first. Those of null rows are any
/// numbers.
///
/// @param address of the first row
/// @param stride bytes from row to row
/// @param bits all numbers are below `1 << bits`
/// @param table for dictionaries: where the rank of each value is, four bytes each
record OrderedNumbers(Kind kind, long address, long stride, int bits, Bitmap flags, long table) {
    /// How a number is made of what lies in memory.
    enum Kind {
        INT8,
        UINT8,
        INT16,
        UINT16,
        INT32,
        UINT32,
        INT64,
        UINT64,
        FLOAT16,
        FLOAT32,
        FLOAT64,
        BOOL,
        BYTES,
        INDEX8,
        INDEX16,
        INDEX32,
        INDEX64
    }

    /// How many parts the numbers of `type` have; -1 for types that are not handled here.
    static int parts(DataType type) {
        return switch (type) {
            case DataType.Bool _,
                    DataType.Int _,
                    DataType.FloatingPoint _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _ ->
                    1;
            case DataType.Decimal(int bits, _, _) -> Math.max(1, bits / Long.SIZE);
            case DataType.FixedSizeBinary(int width) -> (width + Long.BYTES - 1) / Long.BYTES;
            default -> -1;
        };
    }

    /// Part number `part` of the values of a column.
    static OrderedNumbers of(ArrayData array, int part) {
        if (array.type() instanceof DataType.Bool) {
            return new OrderedNumbers(Kind.BOOL, 0, 0, 1, array.bits(), 0);
        }
        int width = ((Layout.Fixed) array.layout()).width();
        long address = array.buffer(1).address() + array.offset() * width;
        return switch (array.type()) {
            case DataType.FloatingPoint(int bits) -> {
                Kind kind = bits == 16 ? Kind.FLOAT16 : bits == 32 ? Kind.FLOAT32 : Kind.FLOAT64;
                yield plain(kind, address, width);
            }
            case DataType.FixedSizeBinary _ -> {
                int bytes = Math.min(Long.BYTES, width - part * Long.BYTES);
                yield new OrderedNumbers(
                        Kind.BYTES, address + (long) part * Long.BYTES, width, bytes * Byte.SIZE, Bitmap.allSet(0), 0);
            }
            case DataType.Decimal(int bits, _, _) when bits > Long.SIZE -> {
                Kind kind = part == 0 ? Kind.INT64 : Kind.UINT64;
                long below = (long) (bits / Long.SIZE - 1 - part) * Long.BYTES;
                yield new OrderedNumbers(kind, address + below, width, Long.SIZE, Bitmap.allSet(0), 0);
            }
            case DataType.Int(int bits, boolean signed) when !signed ->
                    plain(
                            bits == 8 ? Kind.UINT8 : bits == 16 ? Kind.UINT16 : bits == 32 ? Kind.UINT32 : Kind.UINT64,
                            address,
                            width);
            default ->
                    plain(
                            width == 1 ? Kind.INT8 : width == 2 ? Kind.INT16 : width == 4 ? Kind.INT32 : Kind.INT64,
                            address,
                            width);
        };
    }

    private static OrderedNumbers plain(Kind kind, long address, int width) {
        return new OrderedNumbers(kind, address, width, width * Byte.SIZE, Bitmap.allSet(0), 0);
    }

    /// The ranks of the values behind the indices of a dictionary column.
    ///
    /// @param table the rank of each value of the dictionary, four bytes each
    /// @param count how many ranks there are
    static OrderedNumbers ofRanks(ArrayData array, long table, int count) {
        int width = ((Layout.Indexed) array.layout()).width();
        Kind kind = width == 1 ? Kind.INDEX8 : width == 2 ? Kind.INDEX16 : width == 4 ? Kind.INDEX32 : Kind.INDEX64;
        boolean signed = ((DataType.Dictionary) array.type()).index().signed();
        assert width > 2 || !signed || count <= 1 << (width * Byte.SIZE - 1) : "more values than indices";
        return new OrderedNumbers(
                kind,
                array.buffer(1).address() + array.offset() * width,
                width,
                Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, count - 1)),
                array.validity(),
                table);
    }

    /// The number of one row.
    long at(long row) {
        long at = address + row * stride;
        return switch (kind) {
            case INT8 -> (Native.getByte(at) & 0xFF) ^ 0x80;
            case UINT8 -> Native.getByte(at) & 0xFF;
            case INT16 -> (Native.getShort(at) & 0xFFFF) ^ 0x8000;
            case UINT16 -> Native.getShort(at) & 0xFFFF;
            case INT32 -> (Native.getInt(at) ^ 0x8000_0000) & 0xFFFF_FFFFL;
            case UINT32 -> Native.getInt(at) & 0xFFFF_FFFFL;
            case INT64 -> Native.getLong(at) ^ Long.MIN_VALUE;
            case UINT64 -> Native.getLong(at);
            case FLOAT16 -> half(Native.getShort(at));
            case FLOAT32 -> single(Native.getFloat(at));
            case FLOAT64 -> real(Native.getDouble(at));
            case BOOL -> flags.get(row) ? 1 : 0;
            case BYTES -> bigEndian(at, bits >> 3);
            case INDEX8 -> flags.get(row) ? rank(Native.getByte(at) & 0xFF) : 0;
            case INDEX16 -> flags.get(row) ? rank(Native.getShort(at) & 0xFFFF) : 0;
            case INDEX32 -> flags.get(row) ? rank(Native.getInt(at)) : 0;
            case INDEX64 -> flags.get(row) ? rank(Native.getLong(at)) : 0;
        };
    }

    /// Writes the numbers of rows `from` to `from + count`, eight bytes each.
    void write(long from, long count, long to) {
        long start = address + from * stride;
        switch (kind) {
            case INT64 -> {
                for (long i = 0; i < count; i++) {
                    Native.putLong(to + (i << 3), Native.getLong(start + i * stride) ^ Long.MIN_VALUE);
                }
            }
            case UINT64 -> {
                for (long i = 0; i < count; i++) {
                    Native.putLong(to + (i << 3), Native.getLong(start + i * stride));
                }
            }
            case INT32 -> {
                for (long i = 0; i < count; i++) {
                    long value = Native.getInt(start + (i << 2)) ^ 0x8000_0000;
                    Native.putLong(to + (i << 3), value & 0xFFFF_FFFFL);
                }
            }
            case FLOAT64 -> {
                for (long i = 0; i < count; i++) {
                    Native.putLong(to + (i << 3), real(Native.getDouble(start + (i << 3))));
                }
            }
            case INDEX32 -> {
                if (flags.isAllSet()) {
                    for (long i = 0; i < count; i++) {
                        Native.putLong(to + (i << 3), rank(Native.getInt(start + (i << 2))));
                    }
                } else {
                    each(from, count, to);
                }
            }
            default -> each(from, count, to);
        }
    }

    private void each(long from, long count, long to) {
        for (long i = 0; i < count; i++) {
            Native.putLong(to + (i << 3), at(from + i));
        }
    }

    private static long real(double value) {
        // The sum makes 0.0 of -0.0.
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ (bits >> 63 | Long.MIN_VALUE);
    }

    private static long single(float value) {
        int bits = Float.floatToIntBits(value + 0.0f);
        return (bits ^ (bits >> 31 | Integer.MIN_VALUE)) & 0xFFFF_FFFFL;
    }

    private static long half(short value) {
        // Through a float, which makes one of all NaNs; the upper half of its bits would lose what tells others apart.
        short bits = Float.floatToFloat16(Float.float16ToFloat(value) + 0.0f);
        int canonical = (bits & 0x7FFF) > 0x7C00 ? 0x7E00 : bits;
        return (canonical ^ (canonical >> 15 | 0x8000)) & 0xFFFF;
    }

    private long rank(long index) {
        return Native.getInt(table + (index << 2));
    }

    /// Up to eight bytes as a number, the first byte highest.
    private static long bigEndian(long address, int bytes) {
        if (bytes == Long.BYTES) {
            return Long.reverseBytes(Native.getLong(address));
        }
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | (Native.getByte(address + i) & 0xFF);
        }
        return number;
    }
}
