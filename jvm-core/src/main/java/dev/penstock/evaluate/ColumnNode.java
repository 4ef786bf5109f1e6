package dev.penstock.evaluate;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import org.jspecify.annotations.Nullable;

/// The values of a column of the input.
final class ColumnNode extends Node {
    private final int index;
    private final DataType type;
    private final boolean signed;
    private long batchStamp = -1;
    private Bitmap validity = Bitmap.allSet(0);
    private int width;
    private long address;
    private @Nullable BytesColumn bytes;
    private Bitmap bits = Bitmap.allSet(0);
    private boolean allNull;

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
            return;
        }
        Selection selection = rows.selection();
        long from = rows.from();
        switch (kind()) {
            case LONGS -> {
                if (selection == null) {
                    rows.memory().load(address + from * width, width, signed, to.longs(), n);
                } else {
                    LaneMemory.gather(address, width, signed, selection, from, to.longs(), n);
                }
            }
            case DOUBLES -> {
                if (selection == null) {
                    rows.memory().load(address + from * width, width, to.doubles(), n);
                } else {
                    LaneMemory.gather(address, width, selection, from, to.doubles(), n);
                }
            }
            case BITS -> {
                if (selection == null) {
                    BitLanes.load(bits, from, to.bits(), n);
                } else {
                    BitLanes.gather(bits, selection, from, to.bits(), n);
                }
            }
            case BYTES -> bytes(selection, from, to, n);
            case WIDE -> wide(selection, from, to, n);
        }
    }

    private void enter(ArrayData data) {
        validity = data.countNulls() == 0 ? Bitmap.allSet(data.length()) : data.validity();
        switch (data.layout()) {
            case Layout.Nothing _ -> allNull = true;
            case Layout.Bits _ -> bits = data.bits();
            case Layout.Fixed(int bytesEach) -> {
                width = bytesEach;
                address = data.buffer(1).address() + data.offset() * bytesEach;
            }
            default -> bytes = BytesColumn.of(data);
        }
    }

    /// Says which lanes are null, and looks at the batch if it is a new one.
    void validity(Rows rows, Lanes to, int n) {
        if (batchStamp != rows.batchStamp()) {
            enter(rows.column(index));
            batchStamp = rows.batchStamp();
        }
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

    private void bytes(@Nullable Selection selection, long from, Lanes to, int n) {
        long[] addresses = to.longs();
        int[] sizes = to.sizes();
        BytesColumn column = bytes;
        for (int i = 0; i < n; i++) {
            long row = selection == null ? from + i : selection.row(from + i);
            if (column == null) {
                addresses[i] = address + row * width;
                sizes[i] = width;
            } else if (validity.get(row)) {
                addresses[i] = column.address(row);
                sizes[i] = column.size(row);
            } else {
                // What lies behind a null need not make sense.
                addresses[i] = 0;
                sizes[i] = 0;
            }
        }
    }

    private void wide(@Nullable Selection selection, long from, Lanes to, int n) {
        long[] low = to.longs();
        long[] high = to.high();
        for (int i = 0; i < n; i++) {
            long row = selection == null ? from + i : selection.row(from + i);
            long at = address + row * width;
            low[i] = width == 4 ? Native.getInt(at) : Native.getLong(at);
            high[i] = width == 16 ? Native.getLong(at + 8) : low[i] >> 63;
        }
    }
}
