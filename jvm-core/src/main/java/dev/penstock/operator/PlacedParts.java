package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Bitmap;
import dev.penstock.kernel.Hashes;
import dev.penstock.kernel.KeyHashes;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.run.RunContext;
import dev.penstock.spill.HashParts;
import dev.penstock.spill.SpilledPartitions;
import dev.penstock.spill.SpilledRows;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows of an input on the disk, in parts by the hashes of some columns: rows that agree in them are in the same part,
/// and each part comes back in the order of the input, with the rows' places as its last column.
///
/// Each worker has files of its own. It sees growing morsels, so its files are in order, and those of one part need
/// only be merged batch by batch. A part that is still too large is divided into parts of the next level.
final class PlacedParts implements AutoCloseable {
    /// Sixteen parts: a batch of many rows still leaves a thousand for each of them.
    static final int BITS = 4;

    static final int COUNT = 1 << BITS;

    /// Rows that are not told apart by so many hash bits are mostly the same, and dividing them once more is no use.
    private static final int LEVELS = 5;

    /// About how much memory it takes to work on a row: more than most rows need, which leaves some for others.
    private static final long ROW_BYTES = 256;

    private static final long FEWEST_ROWS = 256;

    /// Whoever needs less than this is not what takes the memory, and does not go to the disk for want of it.
    private static final long FEW_BYTES = 1 << 18;

    private final String owner;
    private final Schema schema;
    private final List<Integer> keys;
    private final boolean apart;
    private final HashParts split;
    private final RunContext context;
    private final Allocator allocator;
    private final @Nullable SpilledPartitions[] workers;

    /// @param owner for messages
    /// @param schema of the rows without their places
    /// @param keys the numbers of the columns that decide about the part
    /// @param apart whether rows with a null among their keys agree with no other, so that they can go anywhere
    /// @param level how often the rows were divided before
    PlacedParts(String owner, Schema schema, List<Integer> keys, boolean apart, int level, RunContext context) {
        this.owner = owner;
        this.schema = Places.with(schema);
        this.keys = keys;
        this.apart = apart;
        this.split = split(level);
        this.context = context;
        this.allocator = context.allocator();
        this.workers = new @Nullable SpilledPartitions[context.threads()];
    }

    /// How rows are divided that were divided `level` times before.
    static HashParts split(int level) {
        return new HashParts(BITS, level);
    }

    /// Whether somebody who holds `count` rows or groups, and needs `bytes` more to go on with them, should put them
    /// onto the disk.
    static boolean isDue(RunContext context, long count, long bytes) {
        return context.spill().isDue(count, bytes < FEW_BYTES ? Long.MIN_VALUE : bytes);
    }

    /// Whether it may be of use to divide parts of this level.
    static boolean isDivisible(int level) {
        return level + 1 < LEVELS;
    }

    int level() {
        return split.level();
    }

    /// How many rows to work on at once when all workers together may use `bytes`.
    static long pieceRows(RunContext context, long bytes) {
        return Math.clamp(bytes / (ROW_BYTES * context.threads()), FEWEST_ROWS, GroupedColumn.MOST_ROWS);
    }

    /// Adds the rows of a batch, which stays the caller's.
    ///
    /// @param place of the first row; the others follow it. It grows from call to call of the same worker.
    void add(int worker, Batch batch, long place) {
        long most = pieceRows(context, allocator.budget().freeBytes());
        for (long from = 0; from < batch.rows(); from += most) {
            try (Batch piece = batch.slice(from, Math.min(most, batch.rows() - from));
                    Batch placed = Places.with(piece, schema, place + from, allocator)) {
                addPlaced(worker, placed);
            }
        }
    }

    /// Adds rows that have their places, of which there are no more than a piece of a morsel has.
    private void addPlaced(int worker, Batch placed) {
        SpilledPartitions files = files(worker);
        try (Block hashes = allocator.allocate(placed.rows() << 3)) {
            List<ArrayData> columns = keys.stream().map(key -> placed.column(key).data()).toList();
            KeyHashes.write(columns, placed.rows(), hashes.address());
            if (apart) {
                columns.forEach(column -> scatterNulls(column, Places.address(placed), hashes.address()));
            }
            files.add(placed, hashes.address(), split);
        }
    }

    private static void scatterNulls(ArrayData column, long places, long hashes) {
        Bitmap validity = column.validity();
        for (long row = 0; row < column.length(); row++) {
            if (!validity.get(row)) {
                Native.putLong(hashes + (row << 3), Hashes.mix(Native.getLong(places + (row << 3))));
            }
        }
    }

    private SpilledPartitions files(int worker) {
        SpilledPartitions known = workers[worker];
        if (known == null) {
            known = context.spill().partitions(owner, schema, COUNT);
            workers[worker] = known;
        }
        return known;
    }

    private List<SpilledRows> part(int part) {
        var files = new ArrayList<SpilledRows>();
        for (SpilledPartitions worker : workers) {
            if (worker != null) {
                files.add(worker.part(part));
            }
        }
        return files;
    }

    /// How many rows a part has.
    long rows(int part) {
        return part(part).stream().mapToLong(SpilledRows::rows).sum();
    }

    /// About how much memory the rows of a part take when all of them are there.
    long memoryBytes(int part) {
        return part(part).stream().mapToLong(SpilledRows::memoryBytes).sum();
    }

    /// The rows of a part, in the order of the input, with their places; no batch has rows of two morsels. No row is
    /// added any more. The stream must be closed before the part is.
    BatchStream stream(int part) {
        var files = new ArrayList<BatchStream>();
        try {
            part(part).forEach(rows -> files.add(rows.stream()));
            return new PlacedStream(schema, files, allocator);
        } catch (Throwable e) {
            files.forEach(BatchStream::close);
            throw e;
        }
    }

    /// Divides rows of one of these parts into parts of their own, for the caller.
    ///
    /// @param first rows of [#stream] that were read already; they stay the caller's
    /// @param rows what is left of the stream, which stays the caller's
    PlacedParts divided(List<Batch> first, BatchStream rows) {
        Schema without = new Schema(schema.fields().subList(0, schema.size() - 1), schema.metadata());
        var parts = new PlacedParts(owner, without, keys, apart, split.level() + 1, context);
        try {
            for (Batch batch : first) {
                parts.addPlaced(0, batch);
            }
            for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
                try (Batch owned = batch) {
                    parts.addPlaced(0, owned);
                }
            }
            return parts;
        } catch (Throwable e) {
            parts.close();
            throw e;
        }
    }

    /// Removes a part that is not needed any more.
    void close(int part) {
        part(part).forEach(SpilledRows::close);
    }

    @Override
    public void close() {
        for (SpilledPartitions files : workers) {
            if (files != null) {
                files.close();
            }
        }
    }
}
