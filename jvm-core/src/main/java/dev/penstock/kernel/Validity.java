package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;
import java.util.ArrayList;

/// Validity bitmaps of columns that are made of others.
final class Validity {
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
        boolean indirect =
                source.layout() instanceof Layout.Nothing
                        || source.layout() instanceof Layout.Indexed
                        || source.layout() instanceof Layout.Runs
                        || source.layout() instanceof Layout.Unions;
        if (source.length() == 0 || (!indirect && source.countNulls() == 0)) {
            return Buffer.NONE;
        }
        Buffer validity = assembly.buffer(Bitmaps.bytes(source.length()));
        if (!indirect) {
            Bitmaps.copy(source.validity(), validity.address());
            return validity;
        }
        for (long base = 0; base < source.length(); base += 64) {
            long word = 0;
            for (long lane = 0; lane < Math.min(64, source.length() - base); lane++) {
                word |= (Place.isNull(source, base + lane) ? 0L : 1L) << lane;
            }
            Native.putLong(validity.address() + (base >>> 3), word);
        }
        return validity;
    }
}
