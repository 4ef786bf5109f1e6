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

    /// Appends the values of `node` on the chunk that `chunk` looks at.
    void append(Node node, Rows chunk) {
        int n = chunk.count();
        if (layout instanceof Layout.Nothing) {
            // A column of type null has no memory to write to.
            done += n;
            return;
        }
        if (node instanceof TextChoice choice && bytes != null && layout instanceof Layout.Views) {
            validity(bytes.append(choice, chunk), n);
            done += n;
            return;
        }
        long to = values.address() + (long) done * width;
        // Values that lie in lanes as they do in the column are computed there.
        boolean asInLanes = width == form.bytes() && form != Kind.BITS && form != Kind.BYTES;
        Lanes lanes = asInLanes ? node.into(to, chunk) : node.of(chunk);
        validity(lanes, n);
        if (!asInLanes) {
            switch (form) {
                case LONGS -> LaneMemory.narrow(lanes.values(), width, to, n);
                case DOUBLES -> LaneMemory.narrowFloats(lanes.values(), width, to, n);
                case WIDE -> LaneMemory.narrowDecimals(lanes.values(), width, to, n);
                case HUGE -> throw new AssertionError("they lie in lanes as in the column");
                case BITS -> BitLanes.store(lanes.values(), values.address() + (done >>> 3), n);
                case BYTES -> {
                    if (bytes != null) {
                        bytes.append(lanes, n);
                    } else {
                        BytesWriter.fixed(lanes, width, to, n);
                    }
                }
            }
        }
        done += n;
    }

    /// Where the values of the next `n` rows go, which others compute: none of them is null. Bits begin a byte there.
    long room(int n) {
        long to = values.address() + (form == Kind.BITS ? done >>> 3 : (long) done * width);
        done += n;
        return to;
    }

    private void validity(Lanes lanes, int n) {
        if (!lanes.nulls()) {
            if (!validity.isAbsent()) {
                Bitmaps.fill(validity.address() + (done >>> 3), n, true);
            }
            return;
        }
        long missing = n - BitLanes.count(lanes.valid(), n);
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
