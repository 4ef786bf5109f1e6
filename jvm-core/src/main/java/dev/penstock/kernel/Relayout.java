package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;

/// The same values in another layout: strings with offsets of 32 or 64 bits or as views, lists likewise, dictionaries
/// and runs or plain values, at any depth.
public final class Relayout {
    private static final DataType LARGE_TEXT = new DataType.Utf8(DataType.Bytes.OFFSETS64);
    private static final DataType LARGE_BYTES = new DataType.Binary(DataType.Bytes.OFFSETS64);

    private Relayout() {}

    /// The values of `column` as `type`. The caller owns both. A type that differs in field names or nullability alone
    /// costs nothing.
    ///
    /// @throws PenstockException with code INVALID_OPERATION when the types do not hold the same values, COMPUTE when
    ///   32-bit offsets or narrow indices do not suffice, CAST for a decimal that is too large
    public static Column column(Column column, DataType type, Allocator allocator) {
        if (column.type().equals(type)) {
            return column.share();
        }
        try (Assembly assembly = new Assembly(allocator)) {
            ArrayData data = array(column.data(), type, assembly);
            // What a layout can share with the input depends on both sides; keeping the input costs nothing but its
            // memory.
            assembly.keep(column);
            return assembly.finish(data);
        }
    }

    /// The strings of `array` as `type`, which is one of strings too, in memory of their own. The caller owns the
    /// column.
    ///
    /// @throws PenstockException with code COMPUTE when 32-bit offsets do not suffice
    public static Column copyOfText(ArrayData array, DataType type, Allocator allocator) {
        try (Assembly assembly = new Assembly(allocator)) {
            DataType behindOffsets = type instanceof DataType.Utf8 ? LARGE_TEXT : LARGE_BYTES;
            return assembly.finish(
                    Layout.of(type) instanceof Layout.Variable(int width)
                            ? RelayoutBytes.offsets(array, type, width, assembly)
                            : RelayoutBytes.views(
                                    RelayoutBytes.offsets(array, behindOffsets, Long.BYTES, assembly), type, assembly));
        }
    }

    /// The values of `column` as `type`, whose dictionary is `dictionary`. The caller owns all three.
    ///
    /// @throws PenstockException with code CAST for a value that the dictionary lacks
    public static Column encode(Column column, DataType.Dictionary type, Column dictionary, Allocator allocator) {
        try (Assembly assembly = new Assembly(allocator);
                Column values = column(dictionary, type.values(), allocator)) {
            ArrayData plain = array(column.data(), type.values(), assembly);
            ArrayData data = Dictionaries.encode(plain, type, values.data(), assembly);
            assembly.keep(values);
            assembly.keep(column);
            return assembly.finish(data);
        }
    }

    static ArrayData array(ArrayData array, DataType type, Assembly assembly) {
        if (array.type().equals(type)) {
            return array;
        }
        if (!array.type().sameValues(type)) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION, array.type() + " and " + type + " do not hold the same values");
        }
        return switch (array.type()) {
            case DataType.Dictionary(_, DataType values, _) ->
                    type instanceof DataType.Dictionary to && to.values().equals(values)
                            ? Dictionaries.reindex(array, to, assembly)
                            : array(decoded(array, assembly), type, assembly);
            case DataType.RunEndEncoded from when !sameRuns(from, type) ->
                    array(decoded(array, assembly), type, assembly);
            default ->
                    switch (type) {
                        case DataType.Dictionary to ->
                                Dictionaries.encode(array(array, to.values(), assembly), to, assembly);
                        case DataType.RunEndEncoded to when !(array.type() instanceof DataType.RunEndEncoded) ->
                                RunEncoding.encode(array(array, to.values().type(), assembly), to, assembly);
                        default -> structure(array, type, assembly);
                    };
        };
    }

    private static boolean sameRuns(DataType.RunEndEncoded from, DataType type) {
        return type instanceof DataType.RunEndEncoded to && from.runEnds().type().equals(to.runEnds().type());
    }

    /// The values that dictionary indices or runs stand for, in the layout that the dictionary or the runs' values
    /// have.
    private static ArrayData decoded(ArrayData array, Assembly assembly) {
        return Gather.withSelection(
                array.length(),
                true,
                assembly,
                numbers -> {
                    RunEnds runs = array.layout() instanceof Layout.Runs ? RunEnds.of(array) : null;
                    int width = array.layout() instanceof Layout.Indexed(int bytes) ? bytes : 0;
                    long run = 0;
                    for (long row = 0; row < array.length(); row++) {
                        if (runs != null) {
                            run = runs.find(row, run);
                            Gather.put(numbers, row, run);
                        } else {
                            Gather.put(numbers, row, array.validity().get(row) ? Place.index(array, width, row) : -1);
                        }
                    }
                },
                rows -> Gather.array(runsOrDictionary(array), rows, assembly));
    }

    private static ArrayData runsOrDictionary(ArrayData array) {
        return array.layout() instanceof Layout.Runs ? array.children().get(1) : Place.dictionary(array);
    }

    /// Neither side is a dictionary or runs, unless both are runs.
    private static ArrayData structure(ArrayData array, DataType type, Assembly assembly) {
        Layout from = array.layout();
        Layout to = Layout.of(type);
        return switch (to) {
            case Layout.Variable(int width) when !from.equals(to) ->
                    RelayoutBytes.offsets(array, type, width, assembly);
            case Layout.Views _ when !from.equals(to) -> RelayoutBytes.views(array, type, assembly);
            case Layout.Lists(int width) when !from.equals(to) -> RelayoutLists.offsets(array, type, width, assembly);
            case Layout.ListViews(int width) when !from.equals(to) -> RelayoutLists.views(array, type, width, assembly);
            case Layout.Fixed(int width) when !from.equals(to) ->
                    RelayoutDecimals.width(array, (DataType.Decimal) type, width, assembly);
            default -> children(array, type, array.buffers(), assembly);
        };
    }

    /// The same buffers around children of other layouts.
    static ArrayData children(ArrayData array, DataType type, List<Buffer> buffers, Assembly assembly) {
        List<Field> fields = ArrowFormat.children(type);
        var children = new ArrayList<ArrayData>();
        for (int i = 0; i < fields.size(); i++) {
            children.add(array(array.children().get(i), fields.get(i).type(), assembly));
        }
        return new ArrayData(
                type, array.length(), array.offset(), array.nullCount(), buffers, children, array.dictionary());
    }
}
