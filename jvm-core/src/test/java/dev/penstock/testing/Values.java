package dev.penstock.testing;

import dev.penstock.column.ArrayData;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads Arrow arrays as plain values, slowly and obviously, by the words of the specification. It uses none of the
/// column views, so that it can judge them.
final class Values {
    private Values() {}

    static List<Object> of(ArrayData array) {
        var values = new ArrayList<Object>();
        for (long row = 0; row < array.length(); row++) {
            values.add(value(array, row));
        }
        return values;
    }

    /// Row `row` of the array, counted from its offset.
    static Object value(ArrayData array, long row) {
        long at = array.offset() + row;
        if (array.layout().hasValidity() && !array.buffer(0).isAbsent() && !bit(array.buffer(0).address(), at)) {
            return null;
        }
        DataType type = array.type();
        return switch (array.layout()) {
            case Layout.Nothing _ -> null;
            case Layout.Bits _ -> bit(array.buffer(1).address(), at);
            case Layout.Fixed(int width) ->
                    FixedValues.value(type, bytes(array.buffer(1).address() + at * width, width));
            case Layout.Variable(int width) -> {
                long start = integer(array, 1, at, width);
                yield text(type, bytes(array.buffer(2).address() + start, integer(array, 1, at + 1, width) - start));
            }
            case Layout.Views _ -> text(type, view(array, array.buffer(1).address() + at * 16));
            case Layout.Lists(int width) -> {
                long start = integer(array, 1, at, width);
                yield elements(array.children().getFirst(), start, integer(array, 1, at + 1, width) - start);
            }
            case Layout.ListViews(int width) ->
                    elements(array.children().getFirst(), integer(array, 1, at, width), integer(array, 2, at, width));
            case Layout.FixedLists(int size) -> elements(array.children().getFirst(), at * size, size);
            case Layout.Structs _ -> {
                var fields = new ArrayList<Object>();
                array.children().forEach(child -> fields.add(value(child, at)));
                yield fields;
            }
            case Layout.Indexed(int width) -> value(array.dictionary(), index(array, at, width));
            case Layout.Runs _ -> {
                ArrayData ends = array.children().get(0);
                long run = 0;
                while ((Long) value(ends, run) <= at) {
                    run++;
                }
                yield value(array.children().get(1), run);
            }
            case Layout.Unions(boolean dense) -> {
                int id = Native.getByte(array.buffer(0).address() + at);
                int field = ((DataType.Union) type).typeIds().indexOf(id);
                yield new Tagged(id, value(array.children().get(field), dense ? integer(array, 1, at, 4) : at));
            }
        };
    }

    private static long index(ArrayData array, long at, int width) {
        DataType index = ((DataType.Dictionary) array.type()).index();
        return ((Number) FixedValues.value(index, bytes(array.buffer(1).address() + at * width, width))).longValue();
    }

    private static List<Object> elements(ArrayData child, long start, long count) {
        var elements = new ArrayList<Object>();
        for (long i = start; i < start + count; i++) {
            elements.add(value(child, i));
        }
        return elements;
    }

    private static byte[] view(ArrayData array, long view) {
        int size = Native.getInt(view);
        return size <= 12
                ? bytes(view + 4, size)
                : bytes(array.buffer(2 + Native.getInt(view + 8)).address() + Native.getInt(view + 12), size);
    }

    private static Object text(DataType type, byte[] bytes) {
        return type instanceof DataType.Utf8
                ? new String(bytes, StandardCharsets.UTF_8)
                : (Object) ByteBuffer.wrap(bytes);
    }

    private static long integer(ArrayData array, int buffer, long index, int width) {
        long address = array.buffer(buffer).address() + index * width;
        return width == 4 ? Native.getInt(address) : Native.getLong(address);
    }

    private static byte[] bytes(long address, long count) {
        return count == 0 ? new byte[0] : Native.segment(address, count).toArray(ValueLayout.JAVA_BYTE);
    }

    private static boolean bit(long address, long index) {
        return (Native.getByte(address + index / 8) >> (index % 8) & 1) != 0;
    }
}
