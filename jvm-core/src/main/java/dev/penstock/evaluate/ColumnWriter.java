package dev.penstock.evaluate;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.Relayout;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the chunks of a computed column into memory of the column's own, chunk behind chunk. All chunks but the last
/// are full, so that bits always begin a word.
final class ColumnWriter implements AutoCloseable {
    private final DataType type;
    private final DataType written;
    private final Layout layout;
    private final Kind form;
    private final int width;
    private final int rows;
    private final LaneMemory memory;
    private final Allocator allocator;
    private final Assembly assembly;
    private final Buffer values;
    private final @Nullable BytesWriter bytes;
    private Buffer validity = Buffer.NONE;
    private int done;
    private long nulls;

    /// @param rows how many rows all chunks have together
    ColumnWriter(DataType type, int rows, Rows source) {
        this.type = type;
        this.written =
                type instanceof DataType.Dictionary || type instanceof DataType.RunEndEncoded ? type.logical() : type;
        this.layout = Layout.of(written);
        this.form = Kind.of(written, "a column");
        this.width = layout instanceof Layout.Fixed(int bytesEach) ? bytesEach : 0;
        this.rows = rows;
        this.memory = source.memory();
        this.allocator = source.allocator();
        this.assembly = new Assembly(allocator);
        try {
            this.values =
                    switch (layout) {
                        case Layout.Bits _ -> assembly.buffer(Bitmaps.bytes(rows));
                        case Layout.Fixed _ -> assembly.buffer((long) rows * width);
                        default -> Buffer.NONE;
                    };
            this.bytes =
                    layout instanceof Layout.Variable || layout instanceof Layout.Views
                            ? new BytesWriter(layout, rows, assembly)
                            : null;
        } catch (Throwable e) {
            assembly.close();
            throw e;
        }
    }

    /// Appends `n` lanes.
    void append(Lanes lanes, int n) {
        validity(lanes, n);
        // Decided once: a switch over types costs more than a short chunk.
        switch (form) {
            case LONGS -> memory.store(lanes.longs(), width, values.address() + (long) done * width, n);
            case DOUBLES -> memory.store(lanes.doubles(), width, values.address() + (long) done * width, n);
            case BITS -> BitLanes.store(lanes.bits(), values.address() + (done >>> 3), n);
            case BYTES -> {
                if (bytes != null) {
                    bytes.append(lanes, n);
                } else {
                    BytesWriter.fixed(lanes, width, values.address() + (long) done * width, n);
                }
            }
            case WIDE -> wide(lanes, values.address() + (long) done * width, n);
        }
        done += n;
    }

    private static void wide(Lanes lanes, long to, int n) {
        long[] low = lanes.longs();
        long[] high = lanes.high();
        for (int i = 0; i < n; i++) {
            Native.putLong(to + ((long) i << 4), low[i]);
            Native.putLong(to + ((long) i << 4) + 8, high[i]);
        }
    }

    private void validity(Lanes lanes, int n) {
        if (!lanes.nulls()) {
            if (!validity.isAbsent()) {
                Bitmaps.fill(validity.address() + (done >>> 3), n, true);
            }
            return;
        }
        int missing = n - BitLanes.count(lanes.valid(), n);
        if (missing > 0 && validity.isAbsent()) {
            validity = assembly.buffer(Bitmaps.bytes(rows));
            Bitmaps.fill(validity.address(), done, true);
        }
        nulls += missing;
        if (!validity.isAbsent()) {
            BitLanes.store(lanes.valid(), validity.address() + (done >>> 3), n);
        }
    }

    /// The column, which the caller owns.
    Column finish() {
        var buffers = new ArrayList<Buffer>();
        if (layout instanceof Layout.Nothing) {
            return Column.nulls(rows);
        }
        buffers.add(validity);
        buffers.addAll(bytes == null ? List.of(values) : bytes.finish());
        Column column = assembly.finish(new ArrayData(written, rows, 0, nulls, buffers, List.of(), null));
        if (written.equals(type)) {
            return column;
        }
        try (column) {
            return Relayout.column(column, type, allocator);
        }
    }

    @Override
    public void close() {
        if (bytes != null) {
            bytes.close();
        }
        assembly.close();
    }
}
