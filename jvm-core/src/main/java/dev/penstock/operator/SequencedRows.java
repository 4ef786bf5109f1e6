package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Column;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Validity;
import dev.penstock.kernel.group.Widening;
import dev.penstock.kernel.window.LaneMoves;
import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.Sequence;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;

/// A table in the order of a window: its columns come as values of 64 bits, and all threads work on them.
record SequencedRows(Sequence sequence, Tasks tasks, Allocator allocator) {
    /// As what the values of a column are wanted.
    enum Form {
        LONGS,
        DOUBLES,
        /// Only whether they are there.
        FLAGS
    }

    /// A column in the order of the sequence, and the memory that was needed to bring it there.
    record Loaded(Lanes lanes, List<Block> owned) implements AutoCloseable {
        @Override
        public void close() {
            owned.forEach(Block::close);
        }
    }

    /// Works on some places.
    @FunctionalInterface
    interface ChunkWork {
        void run(long from, long to);
    }

    /// Runs `work` over all places in chunks of `chunkRows`, a multiple of 64, side by side.
    void chunks(long chunkRows, ChunkWork work) {
        var tasksOfChunks = new ArrayList<Runnable>();
        for (long from = 0; from < sequence.rows(); from += chunkRows) {
            long start = from;
            long end = Math.min(sequence.rows(), from + chunkRows);
            tasksOfChunks.add(() -> {
                tasks.check();
                work.run(start, end);
            });
        }
        tasks.run(tasksOfChunks);
    }

    /// The same in chunks of the usual size.
    void chunks(ChunkWork work) {
        chunks(ChunkGather.CHUNK_ROWS, work);
    }

    /// Runs `work` over all places in chunks, cut where partitions begin.
    void stretches(Sequence.Stretch work) {
        chunks((from, to) -> sequence.stretches(from, to, work));
    }

    /// Works on a whole partition, places `first` to `last`.
    @FunctionalInterface
    interface PartitionWork {
        void run(long first, long last);
    }

    /// Runs `work` over all partitions that have rows, many side by side.
    void partitions(PartitionWork work) {
        chunks((from, to) -> {
            long partition = sequence.partition(from);
            while (sequence.start(partition) < from) {
                // Another chunk has its first place.
                partition++;
                if (partition == sequence.partitions()) {
                    return;
                }
            }
            for (; partition < sequence.partitions() && sequence.start(partition) < to; partition++) {
                long first = sequence.start(partition);
                long last = sequence.end(partition);
                if (first < last) {
                    work.run(first, last);
                }
            }
        });
    }

    /// The values of `column`, which must stay until they are closed; they are the caller's.
    Loaded load(Column column, Form form) {
        var owned = new ArrayList<Block>();
        try {
            long values = form == Form.FLAGS ? 0 : values(column.data(), form, owned);
            return new Loaded(new Lanes(values, flags(column.data(), owned)), owned);
        } catch (Throwable e) {
            owned.forEach(Block::close);
            throw e;
        }
    }

    private Block room(long bytes, List<Block> owned) {
        Block block = allocator.allocate(bytes);
        owned.add(block);
        return block;
    }

    private long values(ArrayData data, Form form, List<Block> owned) {
        long rowValues;
        boolean inPlace =
                data.layout() instanceof Layout.Fixed(int width)
                        && width == Long.BYTES
                        && data.type().isFloat() == (form == Form.DOUBLES);
        if (inPlace) {
            rowValues = data.buffer(1).address() + (data.offset() << 3);
        } else {
            rowValues = room(data.length() << 3, owned).address();
            chunks((from, to) -> widen(data.slice(from, to - from), form, rowValues + (from << 3)));
        }
        if (sequence.isPlain()) {
            return rowValues;
        }
        long values = room(data.length() << 3, owned).address();
        chunks((from, to) -> LaneMoves.gather(sequence, rowValues, from, to, values));
        if (!inPlace) {
            owned.removeFirst().close();
        }
        return values;
    }

    private static void widen(ArrayData part, Form form, long to) {
        if (form == Form.DOUBLES) {
            Widening.doubles(part, to);
        } else {
            Widening.longs(part, to);
        }
    }

    private long flags(ArrayData data, List<Block> owned) {
        boolean hidden = Validity.isIndirect(data);
        if (!hidden && data.countNulls() == 0) {
            return 0;
        }
        if (data.type() instanceof DataType.Null) {
            long flags = room(data.length(), owned).address();
            chunks((from, to) -> dev.penstock.memory.Native.fill(flags + from, to - from, (byte) 0));
            return flags;
        }
        long rowFlags = room(data.length(), owned).address();
        try (Block bits = allocator.allocate(hidden ? Bitmaps.bytes(data.length()) : 0)) {
            if (hidden) {
                Validity.write(data, bits.address());
            }
            Bitmap valid = hidden ? new Bitmap(bits.address(), 0, data.length()) : data.validity();
            chunks((from, to) -> LaneMoves.flags(valid, from, to, rowFlags));
        }
        if (sequence.isPlain()) {
            return rowFlags;
        }
        Block inRowOrder = owned.getLast();
        long flags = room(data.length(), owned).address();
        chunks((from, to) -> LaneMoves.gatherFlags(sequence, rowFlags, from, to, flags));
        owned.remove(inRowOrder);
        inRowOrder.close();
        return flags;
    }
}
