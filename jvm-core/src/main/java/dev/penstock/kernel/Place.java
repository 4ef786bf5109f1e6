package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;

/// Where the value of a row really lies: behind dictionaries, runs and unions.
///
/// @param row counted from the array's offset
public record Place(ArrayData array, long row) {
    /// One step behind row `row` of a dictionary, run-end encoded or union column; the row itself for any other column.
    public static Place of(ArrayData array, long row) {
        return switch (array.layout()) {
            case Layout.Indexed(int width) -> new Place(dictionary(array), index(array, width, row));
            case Layout.Runs _ -> new Place(array.children().get(1), RunEnds.of(array).find(row, 0));
            case Layout.Unions(boolean dense) -> {
                long at = array.offset() + row;
                int id = Native.getByte(array.buffer(0).address() + at);
                ArrayData child = array.children().get(((DataType.Union) array.type()).typeIds().indexOf(id));
                yield new Place(child, dense ? Native.getInt(array.buffer(1).address() + (at << 2)) : at);
            }
            default -> new Place(array, row);
        };
    }

    /// The dictionary of a dictionary column.
    public static ArrayData dictionary(ArrayData array) {
        ArrayData dictionary = array.dictionary();
        if (dictionary == null) {
            throw new AssertionError(array.type() + " without a dictionary");
        }
        return dictionary;
    }

    /// The index of row `row` into the dictionary.
    public static long index(ArrayData array, int width, long row) {
        long base = array.buffer(1).address();
        long at = array.offset() + row;
        boolean signed = ((DataType.Dictionary) array.type()).index().signed();
        return switch (width) {
            case 1 -> signed ? Native.getByte(base + at) : Native.getByte(base + at) & 0xFF;
            case 2 -> signed ? Native.getShort(base + (at << 1)) : Native.getShort(base + (at << 1)) & 0xFFFF;
            case 4 -> signed ? Native.getInt(base + (at << 2)) : Native.getInt(base + (at << 2)) & 0xFFFF_FFFFL;
            default -> Native.getLong(base + (at << 3));
        };
    }

    /// Whether the value is null, however many steps away it lies.
    public static boolean isNull(ArrayData array, long row) {
        return switch (array.layout()) {
            case Layout.Nothing _ -> true;
            case Layout.Indexed _ -> !array.validity().get(row) || isNull(of(array, row).array(), of(array, row).row());
            case Layout.Runs _, Layout.Unions _ -> isNull(of(array, row).array(), of(array, row).row());
            default -> !array.validity().get(row);
        };
    }
}
