package dev.penstock.kernel.sort;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.kernel.Place;
import dev.penstock.kernel.Validity;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;

/// What the values of a key span: whether there are nulls, and between which numbers they lie.
///
/// @param parts the range of each part of the values' numbers; none for values that are no numbers
record KeySpan(boolean nulls, List<NumberRange> parts) {
    KeySpan {
        parts = List.copyOf(parts);
    }

    /// The spans of keys that are sorted together. A key that has the word to itself gets the range of its type: the
    /// sort looks at the words anyway.
    static List<KeySpan> of(List<SortKey> keys) {
        return keys.stream().map(key -> of(key.values(), keys.size() > 1)).toList();
    }

    /// @param ranged whether the range is worth a look at all rows
    static KeySpan of(ArrayData values, boolean ranged) {
        boolean nulls = !(values.type() instanceof DataType.Null) && hasNulls(values);
        var parts = new ArrayList<NumberRange>();
        int count = OrderedNumbers.parts(values.type());
        for (int part = 0; part < count; part++) {
            OrderedNumbers numbers = OrderedNumbers.of(values, part);
            Bitmap validity = nulls ? values.validity() : Bitmap.allSet(values.length());
            parts.add(
                    ranged || nulls || count > 1 ? NumberRange.of(numbers, validity) : NumberRange.all(numbers.bits()));
        }
        return new KeySpan(nulls, parts);
    }

    /// What both span.
    KeySpan with(KeySpan other) {
        var both = new ArrayList<NumberRange>();
        for (int part = 0; part < parts.size(); part++) {
            both.add(parts.get(part).with(other.parts.get(part)));
        }
        return new KeySpan(nulls || other.nulls, both);
    }

    private static boolean hasNulls(ArrayData values) {
        return values.countNulls() > 0 || hidesNulls(values);
    }

    /// Whether nulls may lie behind a dictionary.
    static boolean hidesNulls(ArrayData values) {
        return Validity.isIndirect(values) && values.dictionary() != null && Place.dictionary(values).countNulls() > 0;
    }
}
