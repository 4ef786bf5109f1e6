package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;
import java.util.ArrayList;

/// Validity bitmaps of columns that are made of others.
public final class Validity {
    private Validity() {}

    /// `array`, which starts at offset 0 and has a place for it, with the nulls of `source`: also those that lie behind
    /// dictionaries and runs.
    static ArrayData of(ArrayData source, ArrayData array, Assembly assembly) {
        Buffer validity = bitmap(source, assembly);
        if (validity.isAbsent()) {
            return array;
        }
        var buffers = new ArrayList<>(array.buffers());
        buffers.set(0, validity);
        long nulls = array.length() - new Bitmap(validity.address(), 0, array.length()).count();
        return new ArrayData(array.type(), array.length(), 0, nulls, buffers, array.children(), array.dictionary());
    }

    /// Which rows of `source` are valid, as a bitmap that starts at bit 0; no buffer when all are.
    static Buffer bitmap(ArrayData source, Assembly assembly) {
        if (source.length() == 0 || (!isIndirect(source) && source.countNulls() == 0)) {
            return Buffer.NONE;
        }
        Buffer validity = assembly.buffer(Bitmaps.bytes(source.length()));
        write(source, validity.address());
        return validity;
    }

    /// Whether nulls may lie behind dictionaries, runs or unions, where the column's own bitmap does not show them.
    public static boolean isIndirect(ArrayData source) {
        return switch (source.layout()) {
            case Layout.Nothing _, Layout.Indexed _, Layout.Runs _, Layout.Unions _ -> true;
            default -> false;
        };
    }

    /// Writes to `to` which rows of `source` are valid, in whole words.
    public static void write(ArrayData source, long to) {
        if (!isIndirect(source)) {
            Bitmaps.copy(source.validity(), to);
            return;
        }
        for (long base = 0; base < source.length(); base += 64) {
            long word = 0;
            for (long lane = 0; lane < Math.min(64, source.length() - base); lane++) {
                word |= (Place.isNull(source, base + lane) ? 0L : 1L) << lane;
            }
            Native.putLong(to + (base >>> 3), word);
        }
    }
}
