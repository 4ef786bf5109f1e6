package dev.penstock.kernel.sort;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.column.ListColumn;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Place;
import dev.penstock.kernel.Validity;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;

/// Values of any type as byte strings: equal ones for equal values, and in the order of the values where these have
/// one, as [ValueOrder] says. So what works on byte strings works on lists and structs, and on rows of several columns.
public final class OrderedBytes implements AutoCloseable {
    private static final long FIRST_BYTES = 1 << 12;
    private static final DataType TYPE = new DataType.Binary(Bytes.OFFSETS64);

    private final Allocator allocator;
    private Block block;
    private long size;

    private OrderedBytes(Allocator allocator) {
        this.allocator = allocator;
        block = allocator.allocate(FIRST_BYTES);
    }

    /// The values of `column` as a column of byte strings, for the caller. Null stays null.
    public static Column of(Column column, Allocator allocator) {
        ArrayData values = column.data();
        try (Assembly assembly = new Assembly(allocator);
                var bytes = new OrderedBytes(allocator)) {
            Buffer validity = assembly.buffer(Bitmaps.bytes(values.length()));
            Validity.write(values, validity.address());
            Buffer offsets = assembly.buffer((values.length() + 1) << 3);
            Native.putLong(offsets.address(), 0);
            for (long row = 0; row < values.length(); row++) {
                if (!Place.isNull(values, row)) {
                    bytes.value(values, row);
                }
                Native.putLong(offsets.address() + ((row + 1) << 3), bytes.size);
            }
            return assembly.finish(bytes.finish(values.length(), validity, offsets, assembly));
        }
    }

    /// The rows of several columns as one column of byte strings without nulls, for the caller.
    public static Column ofRows(List<ArrayData> columns, long rows, Allocator allocator) {
        try (Assembly assembly = new Assembly(allocator);
                var bytes = new OrderedBytes(allocator)) {
            Buffer offsets = assembly.buffer((rows + 1) << 3);
            Native.putLong(offsets.address(), 0);
            for (long row = 0; row < rows; row++) {
                for (ArrayData column : columns) {
                    bytes.nullable(column, row);
                }
                Native.putLong(offsets.address() + ((row + 1) << 3), bytes.size);
            }
            return assembly.finish(bytes.finish(rows, Buffer.NONE, offsets, assembly));
        }
    }

    private ArrayData finish(long rows, Buffer validity, Buffer offsets, Assembly assembly) {
        Buffer content = size == 0 ? Buffer.NONE : new Buffer(assembly.adopt(block).address(), size);
        if (size > 0) {
            // The block is the column's now.
            block = allocator.allocate(FIRST_BYTES);
        }
        long nulls = validity.isAbsent() ? 0 : -1;
        var made = new ArrayList<Buffer>(List.of(validity, offsets, content));
        return new ArrayData(TYPE, rows, 0, nulls, made, List.of(), null);
    }

    private void nullable(ArrayData array, long row) {
        boolean isNull = Place.isNull(array, row);
        put(isNull ? 0 : 1);
        if (!isNull) {
            value(array, row);
        }
    }

    private void value(ArrayData array, long row) {
        switch (array.layout()) {
            case Layout.Nothing _ -> {}
            case Layout.Bits _ -> put(array.bits().get(row) ? 1 : 0);
            case Layout.Fixed(int width) -> {
                int parts = OrderedNumbers.parts(array.type());
                if (parts < 0) {
                    copy(array.buffer(1).address() + (array.offset() + row) * width, width);
                }
                for (int part = 0; part < parts; part++) {
                    number(OrderedNumbers.of(array, part), row);
                }
            }
            case Layout.Variable _, Layout.Views _ -> {
                BytesColumn texts = BytesColumn.of(array);
                text(texts.address(row), texts.size(row));
            }
            case Layout.Lists _, Layout.ListViews _, Layout.FixedLists _ -> {
                ListColumn lists = ListColumn.of(array);
                for (long element = 0; element < lists.size(row); element++) {
                    put(1);
                    nullable(lists.elements(), lists.start(row) + element);
                }
                put(0);
            }
            case Layout.Structs _ -> array.children().forEach(child -> nullable(child, array.offset() + row));
            case Layout.Indexed _, Layout.Runs _ -> {
                Place place = Place.of(array, row);
                value(place.array(), place.row());
            }
            case Layout.Unions _ -> {
                put(Native.getByte(array.buffer(0).address() + array.offset() + row));
                Place place = Place.of(array, row);
                nullable(place.array(), place.row());
            }
        }
    }

    private void number(OrderedNumbers numbers, long row) {
        long number = numbers.at(row);
        for (int shift = numbers.bits() - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            put((int) (number >>> shift));
        }
    }

    /// Zeros become two bytes, so that two zeros can end the text and a beginning comes before what it begins.
    private void text(long address, long count) {
        for (long i = 0; i < count; i++) {
            int one = Native.getByte(address + i);
            put(one);
            if (one == 0) {
                put(0xFF);
            }
        }
        put(0);
        put(0);
    }

    private void copy(long address, long count) {
        for (long i = 0; i < count; i++) {
            put(Native.getByte(address + i));
        }
    }

    private void put(int one) {
        if (size == block.capacityBytes()) {
            Block larger = allocator.allocate(2 * size);
            Native.copy(block.address(), larger.address(), size);
            block.close();
            block = larger;
        }
        Native.putByte(block.address() + size, (byte) one);
        size++;
    }

    @Override
    public void close() {
        block.close();
    }
}
