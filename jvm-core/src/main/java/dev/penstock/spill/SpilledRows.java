package dev.penstock.spill;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.PenstockException;
import dev.penstock.source.IpcReplay;
import dev.penstock.source.IpcWriter;
import dev.penstock.type.Schema;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows on the disk: written batch by batch by any threads, then read from the first to the last, any number of times.
/// Closing removes them.
public final class SpilledRows implements AutoCloseable {
    /// Rows are written and read in pieces of about this size, or smaller ones when little memory is left: whoever
    /// merges many files has a piece of each in memory.
    private static final long PIECE_BYTES = 1L << 19;

    private static final long SMALLEST_PIECE_BYTES = 1L << 14;

    /// A batch in the file.
    private record Piece(long from, long to) {}

    private final SpillSpace space;
    private final String owner;
    private final Schema schema;
    private final Path path;
    private final List<Piece> pieces = new ArrayList<>();
    private @Nullable CountingChannel channel;
    private @Nullable IpcWriter writer;
    private long rows;
    private long bytes;
    private long memoryBytes;
    private long largestPieceBytes;
    private long largestPieceRows;
    private boolean sealed;
    private boolean closed;

    SpilledRows(SpillSpace space, String owner, Schema schema, Path path) {
        this.space = space;
        this.owner = owner;
        this.schema = schema;
        this.path = path;
    }

    public Schema schema() {
        return schema;
    }

    public synchronized long rows() {
        return rows;
    }

    /// What they take up on the disk.
    public synchronized long bytes() {
        return bytes;
    }

    /// About how much memory they take when all of them are there.
    public synchronized long memoryBytes() {
        return memoryBytes;
    }

    /// About how much memory the largest of the batches takes that come back.
    public synchronized long largestPieceBytes() {
        return largestPieceBytes;
    }

    /// How many rows the batch of most rows has of those that come back.
    public synchronized long largestPieceRows() {
        return largestPieceRows;
    }

    /// Adds the rows of a batch, which stays the caller's.
    ///
    /// @throws PenstockException with code SPILL_QUOTA, IO when the disk refuses, MEMORY_LIMIT when not even a small
    ///   piece fits into memory, CANCELLED
    public synchronized void write(Batch batch) {
        if (closed || sealed) {
            throw new IllegalStateException("the rows were sealed");
        }
        long size = Math.max(1, RowBytes.of(batch));
        long pieceRows = pieceRows(batch, size);
        largestPieceBytes =
                Math.max(largestPieceBytes, size * Math.min(pieceRows, batch.rows()) / Math.max(1, batch.rows()));
        largestPieceRows = Math.max(largestPieceRows, Math.min(pieceRows, batch.rows()));
        for (long from = 0; from < batch.rows(); from += pieceRows) {
            space.checkCancelled();
            try (Batch piece = batch.slice(from, Math.min(pieceRows, batch.rows() - from))) {
                writePiece(piece);
            }
        }
        rows += batch.rows();
        memoryBytes += size;
    }

    private long pieceRows(Batch batch, long size) {
        long most = Math.clamp(space.freeBytes() / 128, SMALLEST_PIECE_BYTES, PIECE_BYTES);
        return Math.max(1, (long) ((double) most / size * batch.rows()));
    }

    private void writePiece(Batch piece) {
        try {
            CountingChannel out = channel == null ? open() : channel;
            long before = out.written();
            if (writer != null) {
                writer.write(piece);
            }
            pieces.add(new Piece(before, out.written()));
        } catch (IOException e) {
            throw space.failed(e);
        }
    }

    private CountingChannel open() throws IOException {
        FileChannel file = SpillFolder.create(path);
        var counting = new CountingChannel(file, this::reserve);
        channel = counting;
        writer = new IpcWriter(counting, schema, false, "lz4", space.allocator());
        return counting;
    }

    private void reserve(long more) {
        space.reserve(owner, more);
        bytes += more;
    }

    /// Ends the writing, and gives back what it holds. Reading does that too.
    public synchronized void seal() {
        sealed = true;
        if (writer != null) {
            writer.close();
            writer = null;
        }
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw space.failed(e);
            } finally {
                channel = null;
            }
        }
    }

    /// The rows in the order in which they were written, in batches as they were written or smaller. The stream must be
    /// closed before this is.
    public synchronized BatchStream stream() {
        seal();
        if (pieces.isEmpty()) {
            return BatchStream.of(schema, List.of());
        }
        try {
            return new Reading(new IpcReplay(path, schema, space.allocator()), List.copyOf(pieces));
        } catch (IOException e) {
            throw space.failed(e);
        }
    }

    /// Removes the rows.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            seal();
        } catch (PenstockException _) {
            // The file goes anyway.
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException _) {
            // The whole folder is removed at the end.
        }
        space.release(bytes);
        space.forget(this);
    }

    /// Rows on their way back.
    private final class Reading implements BatchStream {
        private final IpcReplay replay;
        private final List<Piece> left;
        private int next;
        private boolean over;

        Reading(IpcReplay replay, List<Piece> left) {
            this.replay = replay;
            this.left = left;
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public synchronized @Nullable Batch next() {
            if (over || next == left.size()) {
                return null;
            }
            space.checkCancelled();
            Piece piece = left.get(next++);
            try {
                return replay.read(piece.from, piece.to);
            } catch (IOException e) {
                throw space.failed(e);
            }
        }

        @Override
        public synchronized void close() {
            if (!over) {
                over = true;
                replay.close();
            }
        }
    }
}
