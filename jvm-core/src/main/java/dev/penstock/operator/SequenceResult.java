package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.window.LaneMoves;
import dev.penstock.kernel.window.Sequence;
import dev.penstock.memory.Block;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What a window makes of each row: values of 64 bits in the order of a sequence, until [#column] makes a column of
/// them.
final class SequenceResult implements AutoCloseable {
    private final SequencedRows rows;
    private final Sequence sequence;
    private @Nullable Block values;
    private @Nullable Block flags;

    /// @param withFlags whether rows may have no value
    SequenceResult(SequencedRows rows, boolean withFlags) {
        this.rows = rows;
        this.sequence = rows.sequence();
        try {
            values = rows.allocator().allocate(sequence.rows() << 3);
            flags = withFlags ? rows.allocator().allocate(sequence.rows()) : null;
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /// Eight bytes for each place.
    long values() {
        return values == null ? 0 : values.address();
    }

    /// A byte for each place, 1 where there is a value; 0 when there is one everywhere.
    long flags() {
        return flags == null ? 0 : flags.address();
    }

    /// The values as a column of `type`, for the caller. Called once.
    Column column(DataType type) {
        return column(type, flags());
    }

    /// The same with flags from elsewhere.
    Column column(DataType type, long validFlags) {
        long count = sequence.rows();
        try (Assembly assembly = new Assembly(rows.allocator())) {
            if (count == 0) {
                return assembly.finish(ArrayData.flat(type, 0, 0, Buffer.NONE, Buffer.NONE));
            }
            Buffer made = values(type, assembly);
            if (validFlags == 0) {
                return assembly.finish(ArrayData.flat(type, count, 0, Buffer.NONE, made));
            }
            Buffer validity = assembly.buffer(Bitmaps.bytes(count));
            long nulls = count - pack(validFlags, validity.address());
            return assembly.finish(ArrayData.flat(type, count, nulls, nulls == 0 ? Buffer.NONE : validity, made));
        }
    }

    private Buffer values(DataType type, Assembly assembly) {
        Block inRowOrder = inRowOrder();
        long from = inRowOrder.address();
        long count = sequence.rows();
        if (type instanceof DataType.Bool) {
            Buffer bits = assembly.buffer(Bitmaps.bytes(count));
            rows.chunks((start, end) -> LaneMoves.packLongs(from, start, end, bits.address()));
            return bits;
        }
        int width = ((Layout.Fixed) Layout.of(type)).width();
        if (width == Long.BYTES) {
            assembly.adopt(inRowOrder);
            values = null;
            return new Buffer(from, count << 3);
        }
        Buffer narrow = assembly.buffer(count * width);
        rows.chunks((start, end) -> {
            long source = from + (start << 3);
            long to = narrow.address() + start * width;
            if (type.isFloat()) {
                LaneMemory.narrowFloats(source, width, to, end - start);
            } else {
                LaneMemory.narrow(source, width, to, end - start);
            }
        });
        return narrow;
    }

    private Block inRowOrder() {
        Block block = values;
        if (block == null) {
            throw new AssertionError("the column has been made already");
        }
        if (sequence.isPlain()) {
            return block;
        }
        Block scattered = rows.allocator().allocate(sequence.rows() << 3);
        values = scattered;
        try (block) {
            rows.chunks((from, to) -> LaneMoves.scatter(sequence, block.address(), from, to, scattered.address()));
        }
        return scattered;
    }

    private long pack(long validFlags, long bits) {
        var set = new AtomicLong();
        if (sequence.isPlain()) {
            rows.chunks((from, to) -> set.addAndGet(LaneMoves.pack(validFlags, from, to, bits)));
            return set.get();
        }
        try (Block scattered = rows.allocator().allocate(sequence.rows())) {
            long rowFlags = scattered.address();
            rows.chunks((from, to) -> LaneMoves.scatterFlags(sequence, validFlags, from, to, rowFlags));
            rows.chunks((from, to) -> set.addAndGet(LaneMoves.pack(rowFlags, from, to, bits)));
            return set.get();
        }
    }

    @Override
    public void close() {
        if (values != null) {
            values.close();
        }
        if (flags != null) {
            flags.close();
        }
    }
}
