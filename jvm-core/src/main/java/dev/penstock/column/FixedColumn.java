package dev.penstock.column;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;

/// A view of values of one fixed width: numbers, dates, times, decimals. It owns nothing.
///
/// @param address of the first row
/// @param width bytes for each value; the getter must fit it
public record FixedColumn(long address, int width, Bitmap validity, long length) {
    /// @throws PenstockException with code UNSUPPORTED_TYPE for a column whose values have no fixed width
    public static FixedColumn of(ArrayData data) {
        if (!(data.layout() instanceof Layout.Fixed(int width))) {
            throw new PenstockException(ErrorCode.UNSUPPORTED_TYPE, data.type() + " has no values of a fixed width");
        }
        return new FixedColumn(data.buffer(1).address() + data.offset() * width, width, data.validity(), data.length());
    }

    public static FixedColumn of(Column column) {
        return of(column.data());
    }

    public boolean isNull(long row) {
        return !validity.get(row);
    }

    public byte getByte(long row) {
        return Native.getByte(address + row);
    }

    public short getShort(long row) {
        return Native.getShort(address + (row << 1));
    }

    public int getInt(long row) {
        return Native.getInt(address + (row << 2));
    }

    public long getLong(long row) {
        return Native.getLong(address + (row << 3));
    }

    public float getFloat(long row) {
        return Native.getFloat(address + (row << 2));
    }

    public double getDouble(long row) {
        return Native.getDouble(address + (row << 3));
    }
}
