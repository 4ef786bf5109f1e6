package dev.penstock.kernel.join;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Bytes;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;

/// Keys that are strings or byte strings, in any of their layouts, or longer decimals. The hash of up to seven bytes is
/// the bytes themselves, below their number.
final class BytesPart extends KeyPart {
    private static final int WHOLE_BYTES = 7;

    static boolean handles(DataType type) {
        return type instanceof DataType.Utf8
                || type instanceof DataType.Binary
                || type instanceof DataType.FixedSizeBinary
                || type instanceof DataType.Decimal;
    }

    @Override
    boolean isNumber() {
        return false;
    }

    @Override
    void hashes(ArrayData values, Bitmap valid, long to) {
        if (values.layout() instanceof Layout.Fixed(int width)) {
            long from = values.buffer(1).address() + values.offset() * width;
            for (long row = 0; row < values.length(); row++) {
                Native.putLong(to + (row << 3), hash(from + row * width, width));
            }
            return;
        }
        BytesColumn bytes = BytesColumn.of(values);
        for (long row = 0; row < values.length(); row++) {
            // The bytes of a null row may be anything, for views also out of reach.
            long hash = valid.get(row) ? hash(bytes.address(row), bytes.size(row)) : 0;
            Native.putLong(to + (row << 3), hash);
        }
    }

    private static long hash(long address, long size) {
        if (size > WHOLE_BYTES) {
            return Bytes.hash(address, size) | Long.MIN_VALUE;
        }
        long word = size << 56;
        for (long i = 0; i < size; i++) {
            word |= (Native.getByte(address + i) & 0xFFL) << (i << 3);
        }
        return word;
    }
}
