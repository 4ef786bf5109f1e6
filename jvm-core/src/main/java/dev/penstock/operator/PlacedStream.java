package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.kernel.Concatenate;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows of several streams by their places. A worker saw whole morsels, so the rows of a morsel are all in one stream:
/// they come as one batch, or several.
final class PlacedStream implements BatchStream {
    /// Batches of few rows are put together: each of them takes a page for each of its columns.
    private static final long FEW_ROWS = 1 << 11;

    private static final int MOST_PIECES = 16;

    private final Schema schema;
    private final Allocator allocator;
    private final List<Head> heads = new ArrayList<>();
    private boolean closed;

    /// Adopts the streams, each of which is in order.
    PlacedStream(Schema schema, List<BatchStream> streams, Allocator allocator) {
        this.schema = schema;
        this.allocator = allocator;
        streams.forEach(stream -> heads.add(new Head(stream)));
    }

    /// A stream and its next rows: those of `batch` from `from` on.
    private final class Head {
        private final BatchStream stream;
        private @Nullable Batch batch;
        private long from;

        Head(BatchStream stream) {
            this.stream = stream;
        }

        /// The place of the next row; negative when there is none.
        long place() {
            Batch current = batch;
            if (current == null) {
                current = read();
                batch = current;
                from = 0;
            }
            return current == null ? -1 : place(current, from);
        }

        private static long place(Batch batch, long row) {
            return Native.getLong(Places.address(batch) + (row << 3));
        }

        /// The next rows of one morsel, for the caller; there are some.
        Batch take(Batch current) {
            long morsel = FirstRows.sequence(place(current, from));
            long to = from + 1;
            while (to < current.rows() && FirstRows.sequence(place(current, to)) == morsel) {
                to++;
            }
            Batch taken = current.slice(from, to - from);
            from = to;
            if (from == current.rows()) {
                drop();
            }
            return taken;
        }

        private @Nullable Batch read() {
            var pieces = new ArrayList<Batch>();
            try {
                long rows = 0;
                while (rows < FEW_ROWS && pieces.size() < MOST_PIECES) {
                    Batch piece = stream.next();
                    if (piece == null) {
                        break;
                    }
                    rows += piece.rows();
                    pieces.add(piece);
                }
                return pieces.size() < 2 ? (pieces.isEmpty() ? null : pieces.getFirst().share()) : together(pieces);
            } finally {
                pieces.forEach(Batch::close);
            }
        }

        void drop() {
            if (batch != null) {
                batch.close();
                batch = null;
            }
        }

        void close() {
            stream.close();
            drop();
        }
    }

    private Batch together(List<Batch> pieces) {
        var columns = new ArrayList<Column>();
        try {
            for (int i = 0; i < schema.size(); i++) {
                int index = i;
                columns.add(Concatenate.columns(pieces.stream().map(piece -> piece.column(index)).toList(), allocator));
            }
            return new Batch(schema, pieces.stream().mapToLong(Batch::rows).sum(), columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        if (closed) {
            return null;
        }
        Head first = null;
        long least = Long.MAX_VALUE;
        for (Head head : heads) {
            long place = head.place();
            if (place >= 0 && place < least) {
                first = head;
                least = place;
            }
        }
        return first == null || first.batch == null ? null : first.take(first.batch);
    }

    @Override
    public synchronized void close() {
        closed = true;
        heads.forEach(Head::close);
    }
}
