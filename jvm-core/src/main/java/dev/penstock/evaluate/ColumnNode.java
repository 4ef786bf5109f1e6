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

/// The values of a column of the input. Values that lie in memory as kernels want them stay there.
final class ColumnNode extends Node {
    private final int index;
    private final DataType type;
    private final boolean signed;
    private long batchStamp = -1;
    private Bitmap validity = Bitmap.allSet(0);
    private int width;
    private long address;
    private @Nullable Spans spans;
    private Bitmap bits = Bitmap.allSet(0);
    private boolean allNull;
    private long gatheredStamp = -1;

    ColumnNode(int index, DataType type, Kind kind) {
        super(kind);
        this.index = index;
        this.type = type;
        this.signed = !(type.logical() instanceof DataType.Int(_, boolean sign)) || sign;
    }

    int index() {
        return index;
    }

    DataType type() {
        return type;
    }

    @Override
    void compute(Rows rows, Lanes to) {
        int n = rows.count();
        validity(rows, to, n);
        if (allNull || n == 0) {
            to.room();
            return;
        }
        if (gatheredStamp == rows.stamp()) {
            to.room();
            return;
        }
        Selection selection = rows.selection();
        long from = rows.from();
        switch (kind()) {
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
        }
    }

    /// Where the values of the current chunk lie in the column, `width` bytes each, when nothing but a range of rows is
    /// looked at; 0 otherwise. For kernels that read narrow values themselves.
    ///
    /// @param width how many bytes a kernel would read for each value
    long direct(Rows rows, int width) {
        enterIfNew(rows);
        return rows.selection() == null && !allNull && this.width == width ? address + (long) rows.from() * width : 0;
    }

    /// Where the values of the range begin, if they are 8 bytes each in their lanes as well; 0 otherwise.
    long wideValues(Rows rows) {
        enterIfNew(rows);
        boolean wide = (kind() == Kind.LONGS || kind() == Kind.DOUBLES) && width == Long.BYTES;
        return wide && !allNull ? address : 0;
    }

    /// Says that the current chunk's values are in their lanes already.
    void gathered(Rows rows) {
        gatheredStamp = rows.stamp();
    }

    private void enterIfNew(Rows rows) {
        if (batchStamp != rows.batchStamp()) {
            enter(rows.column(index));
            batchStamp = rows.batchStamp();
        }
    }

    private void enter(ArrayData data) {
        validity = data.countNulls() == 0 ? Bitmap.allSet(data.length()) : data.validity();
        width = 0;
        spans = kind() == Kind.BYTES ? Spans.of(data) : null;
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

    /// Says which lanes are null, and looks at the batch if it is a new one.
    void validity(Rows rows, Lanes to, int n) {
        enterIfNew(rows);
        if (allNull) {
            to.nulls(true);
            BitLanes.fill(to.valid(), n, false);
            return;
        }
        to.nulls(!validity.isAllSet());
        if (to.nulls()) {
            Selection selection = rows.selection();
            if (selection == null) {
                BitLanes.load(validity, rows.from(), to.valid(), n);
            } else {
                BitLanes.gather(validity, selection, rows.from(), to.valid(), n);
            }
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
            Native.putLong(room + (i << 4) + 8, width == 16 ? Native.getLong(at + 8) : low >> 63);
        }
    }
}
