package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.GatherFixed;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Rows of columns gathered by all threads side by side, in chunks. Values of fixed width go into one piece of memory.
///
/// @param chunks the rows, the first ones first; they stay the caller's
record ChunkGather(List<Chunk> chunks, Tasks tasks, Allocator allocator) {
    /// How many rows are gathered at once: whole words of bits.
    static final long CHUNK_ROWS = 1L << 16;

    /// Some rows of a column. The columns of all chunks have the same type; each chunk but the last has a multiple of
    /// 64 rows.
    record Chunk(Column source, Selection rows) {}

    /// The gathered rows as a column of type `type`, in one piece or several, for the caller.
    List<Column> column(DataType type) {
        return switch (Layout.of(type)) {
            case Layout.Fixed(int width) -> List.of(fixed(type, width));
            default -> pieces();
        };
    }

    private Column fixed(DataType type, int width) {
        long rows = chunks.stream().mapToLong(chunk -> chunk.rows.count()).sum();
        boolean nulls = chunks.stream().anyMatch(chunk -> chunk.rows.missing() || chunk.source.data().countNulls() > 0);
        try (Assembly assembly = new Assembly(allocator)) {
            Buffer values = assembly.buffer(rows * width);
            Buffer validity = nulls ? assembly.buffer(Bitmaps.bytes(rows)) : Buffer.NONE;
            var valid = new AtomicLong();
            var work = new ArrayList<Runnable>();
            long from = 0;
            for (Chunk chunk : chunks) {
                long to = values.address() + from * width;
                long bits = validity.address() + (from >>> 3);
                work.add(() -> {
                    tasks.check();
                    ArrayData source = chunk.source.data();
                    long first = source.buffer(1).address() + source.offset() * width;
                    GatherFixed.values(first, width, chunk.rows, to);
                    if (nulls) {
                        valid.addAndGet(gatherBits(source.validity(), chunk.rows, bits));
                    }
                });
                from += chunk.rows.count();
            }
            tasks.run(work);
            long missing = nulls ? rows - valid.get() : 0;
            return assembly.finish(ArrayData.flat(type, rows, missing, missing == 0 ? Buffer.NONE : validity, values));
        }
    }

    private static long gatherBits(Bitmap bits, Selection rows, long to) {
        return rows.count() == 0 ? 0 : Bitmaps.gather(bits, rows, to);
    }

    private List<Column> pieces() {
        var pieces = new @Nullable Column[chunks.size()];
        var work = new ArrayList<Runnable>();
        for (int i = 0; i < pieces.length; i++) {
            int index = i;
            work.add(() -> {
                tasks.check();
                Chunk chunk = chunks.get(index);
                pieces[index] = Gather.column(chunk.source, chunk.rows, allocator);
            });
        }
        try {
            tasks.run(work);
        } catch (Throwable e) {
            for (Column piece : pieces) {
                if (piece != null) {
                    piece.close();
                }
            }
            throw e;
        }
        var all = new ArrayList<Column>();
        for (Column piece : pieces) {
            all.add(Objects.requireNonNull(piece));
        }
        return all;
    }
}
