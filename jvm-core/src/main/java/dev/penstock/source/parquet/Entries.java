package dev.penstock.source.parquet;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// What a leaf has to write: levels, and the values of those entries that have one.
///
/// @param count how many entries
/// @param rows how many rows
/// @param values without nulls
/// @param validity which entries have a value, for a leaf of levels 0 and 1; null for others
/// @param definitions a level of each entry, a byte each; 0 where `validity` says it
/// @param repetitions likewise; 0 where nothing repeats
record Entries(long count, long rows, ArrayData values, @Nullable Bitmap validity, long definitions, long repetitions) {
    /// How many of the entries `from` to `to` have a value.
    long valuesIn(long from, long to, int most) {
        if (validity != null) {
            return validity.slice(from, to - from).count();
        }
        if (definitions == 0) {
            return to - from;
        }
        long values = 0;
        for (long entry = from; entry < to; entry++) {
            values += Native.getByte(definitions + entry) == most ? 1 : 0;
        }
        return values;
    }

    /// The first entry from `entry` on that begins a row.
    long rowFrom(long entry) {
        if (repetitions == 0) {
            return entry;
        }
        long at = entry;
        while (at < count && Native.getByte(repetitions + at) != 0) {
            at++;
        }
        return at;
    }

    /// How many rows begin in the entries `from` to `to`.
    long rowsIn(long from, long to) {
        if (repetitions == 0) {
            return to - from;
        }
        long begun = 0;
        for (long entry = from; entry < to; entry++) {
            begun += Native.getByte(repetitions + entry) == 0 ? 1 : 0;
        }
        return begun;
    }
}
