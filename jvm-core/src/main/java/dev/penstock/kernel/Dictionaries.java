package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;

/// Dictionaries put together, looked up and made.
final class Dictionaries {
    private Dictionaries() {}

    /// Columns with dictionaries as one with one dictionary. Dictionaries in the same memory, as slices have them, cost
    /// nothing.
    static ArrayData concatenate(List<ArrayData> parts, Assembly assembly) {
        var type = (DataType.Dictionary) parts.getFirst().type();
        int width = type.index().bits() / 8;
        ArrayData shared = Place.dictionary(parts.getFirst());
        if (parts.stream().allMatch(part -> part.length() == 0 || Place.dictionary(part).equals(shared))) {
            return finished(parts, Concatenate.fixed(parts, 1, width, assembly), shared, assembly);
        }
        var ids = new ValueIds();
        Buffer indices = assembly.buffer(Concatenate.rows(parts) * width);
        long at = 0;
        for (ArrayData part : parts) {
            int[] renumbered = renumber(ids, Place.dictionary(part));
            for (long row = 0; row < part.length(); row++) {
                long index = part.validity().get(row) ? renumbered[(int) Place.index(part, width, row)] : 0;
                put(indices.address(), width, at + row, index);
            }
            at += part.length();
        }
        check(type, ids.count());
        return finished(
                parts, indices, dictionary(ids, parts.stream().map(Place::dictionary).toList(), assembly), assembly);
    }

    private static ArrayData finished(List<ArrayData> parts, Buffer indices, ArrayData dictionary, Assembly assembly) {
        var plain =
                new ArrayData(
                        parts.getFirst().type(),
                        Concatenate.rows(parts),
                        0,
                        0,
                        List.of(Buffer.NONE, indices),
                        List.of(),
                        dictionary);
        return Concatenate.validity(parts, assembly, plain);
    }

    static int[] renumber(ValueIds ids, ArrayData dictionary) {
        int array = ids.register(dictionary);
        int[] renumbered = new int[(int) dictionary.length()];
        for (int i = 0; i < renumbered.length; i++) {
            renumbered[i] = ids.id(array, i);
        }
        return renumbered;
    }

    /// The values that `ids` numbered, in that order, from the arrays it was given.
    static ArrayData dictionary(ValueIds ids, List<ArrayData> arrays, Assembly assembly) {
        var parts = new ArrayList<ArrayData>();
        int id = 0;
        for (int array = 0; array < arrays.size(); array++) {
            int from = id;
            while (id < ids.count() && ids.array(id) == array) {
                id++;
            }
            int first = from;
            int count = id - from;
            ArrayData source = arrays.get(array);
            parts.add(
                    Gather.withSelection(
                            count,
                            false,
                            assembly,
                            numbers -> {
                                for (int i = 0; i < count; i++) {
                                    Gather.put(numbers, i, ids.row(first + i));
                                }
                            },
                            rows -> Gather.array(source, rows, assembly)));
        }
        return Concatenate.arrays(parts, assembly);
    }

    /// `plain` as a column of type `type` with a dictionary of its own: its different values in the order in which they
    /// come.
    static ArrayData encode(ArrayData plain, DataType.Dictionary type, Assembly assembly) {
        int width = type.index().bits() / 8;
        var ids = new ValueIds();
        int array = ids.register(plain);
        Buffer indices = assembly.buffer(plain.length() * width);
        for (long row = 0; row < plain.length(); row++) {
            put(indices.address(), width, row, Place.isNull(plain, row) ? 0 : ids.id(array, row));
        }
        check(type, ids.count());
        ArrayData dictionary = dictionary(ids, List.of(plain), assembly);
        return encoded(plain, type, indices, dictionary, assembly);
    }

    /// `plain` as a column of type `type` whose dictionary is `dictionary`.
    ///
    /// @throws PenstockException with code CAST for a value that the dictionary lacks
    static ArrayData encode(ArrayData plain, DataType.Dictionary type, ArrayData dictionary, Assembly assembly) {
        int width = type.index().bits() / 8;
        check(type, dictionary.length());
        var ids = new ValueIds();
        // Values that the dictionary holds twice are known by their first place.
        int[] renumbered = renumber(ids, dictionary);
        int[] places = new int[ids.count()];
        for (int i = renumbered.length - 1; i >= 0; i--) {
            places[renumbered[i]] = i;
        }
        int array = ids.register(plain);
        Buffer indices = assembly.buffer(plain.length() * width);
        for (long row = 0; row < plain.length(); row++) {
            long index = 0;
            if (!Place.isNull(plain, row)) {
                int id = ids.id(array, row);
                if (id >= places.length) {
                    throw new PenstockException(
                            ErrorCode.CAST, "row " + row + " holds a value that the dictionary lacks");
                }
                index = places[id];
            }
            put(indices.address(), width, row, index);
        }
        return encoded(plain, type, indices, dictionary, assembly);
    }

    private static ArrayData encoded(
            ArrayData plain, DataType.Dictionary type, Buffer indices, ArrayData dictionary, Assembly assembly) {
        var encoded = new ArrayData(type, plain.length(), 0, 0, List.of(Buffer.NONE, indices), List.of(), dictionary);
        return Validity.of(plain, encoded, assembly);
    }

    /// The same column with indices of another width.
    static ArrayData reindex(ArrayData array, DataType.Dictionary type, Assembly assembly) {
        int from = ((Layout.Indexed) array.layout()).width();
        int width = type.index().bits() / 8;
        ArrayData dictionary = Place.dictionary(array);
        check(type, dictionary.length());
        Buffer indices = assembly.buffer(array.length() * width);
        for (long row = 0; row < array.length(); row++) {
            put(indices.address(), width, row, array.validity().get(row) ? Place.index(array, from, row) : 0);
        }
        var reindexed = new ArrayData(type, array.length(), 0, 0, List.of(Buffer.NONE, indices), List.of(), dictionary);
        return Validity.of(array, reindexed, assembly);
    }

    static void check(DataType.Dictionary type, long values) {
        int bits = type.index().signed() ? type.index().bits() - 1 : type.index().bits();
        if (bits < 32 && values > 1L << bits) {
            throw new PenstockException(
                            ErrorCode.COMPUTE,
                            "%,d different values are more than %s can number".formatted(values, type))
                    .hint("cast the column to a dictionary with wider indices, or to its plain type");
        }
    }

    static void put(long base, int width, long row, long index) {
        switch (width) {
            case 1 -> Native.putByte(base + row, (byte) index);
            case 2 -> Native.putShort(base + (row << 1), (short) index);
            case 4 -> Native.putInt(base + (row << 2), (int) index);
            default -> Native.putLong(base + (row << 3), index);
        }
    }
}
