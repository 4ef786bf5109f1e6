package dev.penstock.evaluate;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.Spans;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import org.jspecify.annotations.Nullable;

/// The values of an array as lanes: of a range of its rows, or of selected ones. Values that lie in memory as kernels
/// want them stay there.
final class ColumnValues {
    private final Kind kind;
    private final boolean signed;
    private Bitmap validity = Bitmap.allSet(0);
    private int width;
    private long address;
    private @Nullable Spans spans;
    private Bitmap bits = Bitmap.allSet(0);
    private boolean allNull;

    ColumnValues(DataType type, Kind kind) {
        this.kind = kind;
        this.signed = !(type.logical() instanceof DataType.Int(_, boolean sign)) || sign;
    }

    /// From now on the values are those of `data`, which is neither a dictionary nor runs.
    void enter(ArrayData data) {
        validity = data.countNulls() == 0 ? Bitmap.allSet(data.length()) : data.validity();
        width = 0;
        spans = kind == Kind.BYTES ? Spans.of(data) : null;
        allNull = false;
        switch (data.layout()) {
            case Layout.Nothing _ -> allNull = true;
            case Layout.Bits _ -> bits = data.bits();
            case Layout.Fixed(int bytesEach) -> {
                width = bytesEach;
                address = data.buffer(1).address() + data.offset() * bytesEach;
            }
            default -> {}
        }
    }

    /// Where the first row's value lies, if values have `bytes` bytes; 0 otherwise.
    long address(int bytes) {
        return allNull || width != bytes ? 0 : address;
    }

    /// Brings the values of rows `from` to `from + n` into the cache, see [Native#touch].
    void touch(long from, int n) {
        if (!allNull && width > 0) {
            Native.touch(address + from * width, (long) n * width);
        }
    }

    /// Says which lanes are null.
    void validity(@Nullable Selection selection, long from, Lanes to, int n) {
        if (allNull) {
            to.nulls(true);
            BitLanes.fill(to.valid(), n, false);
            return;
        }
        to.nulls(!validity.isAllSet());
        if (to.nulls()) {
            if (selection == null) {
                BitLanes.load(validity, from, to.valid(), n);
            } else {
                BitLanes.gather(validity, selection, from, to.valid(), n);
            }
        }
    }

    /// Reads the values of rows `from` to `from + n`: of the array, or of a selection of its rows.
    void values(@Nullable Selection selection, long from, Lanes to, int n) {
        if (allNull || n == 0) {
            to.room();
            return;
        }
        if (selection == null) {
            touch(from, n);
        }
        switch (kind) {
            case LONGS -> {
                if (selection != null) {
                    LaneMemory.gather(address, width, signed, selection, from, to.room(), n);
                } else if (width == Long.BYTES) {
                    to.at(address + (from << 3));
                } else {
                    LaneMemory.widen(address + from * width, width, signed, to.room(), n);
                }
            }
            case DOUBLES -> {
                if (selection != null) {
                    LaneMemory.gather(address, width, selection, from, to.room(), n);
                } else if (width == Double.BYTES) {
                    to.at(address + (from << 3));
                } else {
                    LaneMemory.widen(address + from * width, width, to.room(), n);
                }
            }
            case BITS -> {
                if (selection == null) {
                    BitLanes.load(bits, from, to.room(), n);
                } else {
                    BitLanes.gather(bits, selection, from, to.room(), n);
                }
            }
            case BYTES -> {
                if (spans != null) {
                    spans.write(selection, from, to.room(), to.sizes(), n);
                }
            }
            case WIDE -> wide(selection, from, to, n);
            case HUGE -> huge(selection, from, to, n);
        }
    }

    private void huge(@Nullable Selection selection, long from, Lanes to, int n) {
        if (selection == null) {
            to.at(address + (from << 5));
            return;
        }
        long room = to.room();
        for (long i = 0; i < n; i++) {
            Native.copy(address + (selection.row(from + i) << 5), room + (i << 5), width);
        }
    }

    private void wide(@Nullable Selection selection, long from, Lanes to, int n) {
        if (selection == null && width == 16) {
            to.at(address + (from << 4));
            return;
        }
        long room = to.room();
        for (long i = 0; i < n; i++) {
            long row = selection == null ? from + i : selection.row(from + i);
            long at = address + row * width;
            long low = width == 4 ? Native.getInt(at) : Native.getLong(at);
            Native.putLong(room + (i << 4), low);
            Native.putLong(room + (i << 4) + 8, width >= 16 ? Native.getLong(at + 8) : low >> 63);
        }
    }
}
