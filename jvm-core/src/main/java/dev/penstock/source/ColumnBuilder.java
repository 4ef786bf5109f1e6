package dev.penstock.source;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Relayout;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// A column that grows value by value. It holds the plainest layout of its type; the column that comes out has the type
/// that was asked for.
final class ColumnBuilder implements AutoCloseable {
    private final DataType type;
    private final DataType plain;
    private final Layout layout;
    private final Allocator allocator;
    private final GrowingBuffer validity;
    private final GrowingBuffer values;
    private final GrowingBuffer bytes;
    private final List<ColumnBuilder> children = new ArrayList<>();
    private long rows;
    private long nulls;

    /// @throws PenstockException with code UNSUPPORTED_TYPE for a type that text cannot become
    ColumnBuilder(DataType type, Allocator allocator) {
        this.type = type;
        this.allocator = allocator;
        plain = type.logical();
        layout = Layout.of(plain);
        boolean known =
                switch (layout) {
                    case Layout.Nothing _,
                            Layout.Bits _,
                            Layout.Fixed _,
                            Layout.Variable _,
                            Layout.Lists _,
                            Layout.Structs _ ->
                            true;
                    default -> false;
                };
        if (!known) {
            throw new PenstockException(ErrorCode.UNSUPPORTED_TYPE, "text cannot be read as " + type);
        }
        validity = new GrowingBuffer(allocator);
        values = new GrowingBuffer(allocator);
        bytes = new GrowingBuffer(allocator);
        ArrowFormat.children(plain).forEach(child -> children.add(new ColumnBuilder(child.type(), allocator)));
    }

    DataType type() {
        return type;
    }

    /// The type in which values are appended.
    DataType plainType() {
        return plain;
    }

    long rows() {
        return rows;
    }

    ColumnBuilder child(int index) {
        return children.get(index);
    }

    void addNull() {
        switch (layout) {
            case Layout.Bits _ -> setBit(values, false);
            case Layout.Fixed(int width) -> values.zeros(rows * width, width);
            case Layout.Variable _ -> putOffset(bytes.size());
            case Layout.Lists _ -> putOffset(children.getFirst().rows);
            case Layout.Structs _ -> children.forEach(ColumnBuilder::addNull);
            default -> {}
        }
        setBit(validity, false);
        nulls++;
        rows++;
    }

    void addBit(boolean value) {
        setBit(values, value);
        valid();
    }

    /// A value of 1, 2, 4 or 8 bytes.
    void addLong(long value) {
        int width = ((Layout.Fixed) layout).width();
        long at = values.room(rows * width, width);
        switch (width) {
            case 1 -> Native.putByte(at, (byte) value);
            case 2 -> Native.putShort(at, (short) value);
            case 4 -> Native.putInt(at, (int) value);
            default -> Native.putLong(at, value);
        }
        valid();
    }

    /// A value of 16 or 32 bytes.
    void addBig(BigInteger value) {
        int width = ((Layout.Fixed) layout).width();
        byte[] big = value.toByteArray();
        long at = values.room(rows * width, width);
        for (int i = 0; i < width; i++) {
            Native.putByte(at + i, i < big.length ? big[big.length - 1 - i] : (byte) (value.signum() < 0 ? -1 : 0));
        }
        valid();
    }

    void addBytes(byte[] source, int from, int count) {
        if (bytes.size() + count > Integer.MAX_VALUE) {
            throw new PenstockException(ErrorCode.COMPUTE, "a batch holds more than 2 GiB of text");
        }
        long at = bytes.room(bytes.size(), count);
        MemorySegment.copy(source, from, Native.ALL, ValueLayout.JAVA_BYTE, at, count);
        putOffset(bytes.size());
        valid();
    }

    /// Ends a list, whose elements were added to the child.
    void endList() {
        putOffset(children.getFirst().rows);
        valid();
    }

    /// Ends a struct, whose fields each got a value.
    void endStruct() {
        valid();
    }

    private void valid() {
        setBit(validity, true);
        rows++;
    }

    private void setBit(GrowingBuffer bits, boolean value) {
        if ((rows & 7) == 0) {
            bits.zeros(rows >>> 3, 1);
        }
        if (value) {
            long at = bits.address() + (rows >>> 3);
            Native.putByte(at, (byte) (Native.getByte(at) | 1 << (rows & 7)));
        }
    }

    /// The end of row `rows`.
    private void putOffset(long end) {
        if (rows == 0) {
            Native.putInt(values.room(0, 4), 0);
        }
        Native.putInt(values.room((rows + 1) * 4, 4), (int) end);
    }

    /// The values so far, as a column that the caller owns; the builder starts anew.
    Column finish() {
        try (Assembly assembly = new Assembly(allocator)) {
            Column built = assembly.finish(take(assembly));
            if (type.equals(plain)) {
                return built;
            }
            try (built) {
                return Relayout.column(built, type, allocator);
            }
        }
    }

    private ArrayData take(Assembly assembly) {
        Buffer valid = validity.take(nulls > 0, assembly);
        Buffer first = values.take(true, assembly);
        Buffer second = bytes.take(true, assembly);
        List<Buffer> buffers =
                switch (layout) {
                    case Layout.Nothing _ -> List.of();
                    case Layout.Structs _ -> List.of(valid);
                    case Layout.Variable _ -> List.of(valid, first, second);
                    default -> List.of(valid, first);
                };
        var parts = new ArrayList<ArrayData>();
        children.forEach(child -> parts.add(child.take(assembly)));
        var array = new ArrayData(plain, rows, 0, nulls, buffers, parts, null);
        rows = 0;
        nulls = 0;
        return array;
    }

    @Override
    public void close() {
        validity.close();
        values.close();
        bytes.close();
        children.forEach(ColumnBuilder::close);
    }
}
