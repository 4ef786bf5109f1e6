package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.kernel.sort.MergeKeys;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A side of a [MergeStream]: the pieces of its rows that are at hand, and whether all rows so far were in order.
final class MergeSide implements AutoCloseable {
    /// The last row of a piece, which outlives it.
    private record Tail(Batch row, MergeKeys keys) implements AutoCloseable {
        @Override
        public void close() {
            row.close();
            keys.close();
        }
    }

    /// Rows of a side and their keys.
    ///
    /// @param tail belongs to whoever adds the piece to the side
    record Piece(Batch rows, MergeKeys keys, boolean ascending, Tail tail) implements AutoCloseable {
        @Override
        public void close() {
            rows.close();
            keys.close();
        }
    }

    private final Schema schema;
    private final BatchStream stream;
    private final int[] keys;
    private final int pieceRows;
    private final Allocator allocator;
    private final Deque<Piece> pieces = new ArrayDeque<>();

    /// Pieces that are over, but whose rows somebody still copies.
    private final List<Piece> used = new ArrayList<>();

    private @Nullable Batch batch;
    private long cut;

    /// The last row that was at hand.
    private @Nullable Tail last;

    private boolean sorted = true;
    private boolean ended;
    private long from;

    /// Adopts the stream.
    ///
    /// @param schema under which the rows are handed on
    /// @param keys which columns order them
    /// @param pieceRows how many rows a piece has at most
    MergeSide(Schema schema, BatchStream stream, int[] keys, int pieceRows, Allocator allocator) {
        this.schema = schema;
        this.stream = stream;
        this.keys = keys;
        this.pieceRows = pieceRows;
        this.allocator = allocator;
    }

    /// The next rows, for the caller; null at the end.
    private @Nullable Batch pull() {
        while (true) {
            Batch current = batch;
            if (current != null && cut < current.rows()) {
                long count = Math.min(pieceRows, current.rows() - cut);
                cut += count;
                return current.slice(cut - count, count);
            }
            if (current != null) {
                current.close();
                batch = null;
            }
            Batch next = stream.next();
            if (next == null) {
                return null;
            }
            batch = Schemas.under(schema, next);
            cut = 0;
        }
    }

    /// Has up to `count` pieces at hand if there are as many; `tasks` look at their keys.
    void fill(int count, Tasks tasks) {
        var pulled = new ArrayList<Batch>();
        try {
            while (!ended && pieces.size() + pulled.size() < count) {
                Batch rows = pull();
                if (rows == null) {
                    ended = true;
                } else {
                    pulled.add(rows);
                }
            }
            var made = new @Nullable Piece[pulled.size()];
            var work = new ArrayList<Runnable>();
            for (int i = 0; i < made.length; i++) {
                int index = i;
                work.add(() -> made[index] = piece(pulled.get(index), sorted));
            }
            try {
                tasks.run(work);
            } finally {
                for (int i = 0; i < made.length; i++) {
                    Piece piece = made[i];
                    if (piece != null) {
                        add(piece);
                    } else {
                        pulled.get(i).close();
                    }
                }
                pulled.clear();
            }
        } finally {
            pulled.forEach(Batch::close);
        }
    }

    /// Adopts the rows once it returns.
    private Piece piece(Batch rows, boolean look) {
        MergeKeys made = keys(rows);
        try {
            Batch row = rows.slice(rows.rows() - 1, 1);
            try {
                return new Piece(rows, made, look && made.isAscending(), new Tail(row, keys(row)));
            } catch (Throwable e) {
                row.close();
                throw e;
            }
        } catch (Throwable e) {
            made.close();
            throw e;
        }
    }

    private MergeKeys keys(Batch rows) {
        List<Column> columns = Arrays.stream(keys).mapToObj(rows::column).toList();
        return MergeKeys.of(columns, rows.rows(), allocator);
    }

    private void add(Piece piece) {
        Tail before = last;
        sorted &= piece.ascending() && (before == null || piece.keys().follows(before.keys()));
        pieces.add(piece);
        last = piece.tail();
        if (before != null) {
            before.close();
        }
    }

    /// Whether there are no more rows, neither at hand nor in the stream.
    boolean isOver() {
        return ended && pieces.isEmpty();
    }

    /// Whether all rows that were ever at hand came in ascending order.
    boolean isSorted() {
        return sorted;
    }

    /// The rows that come next, from row [#from] on; null when none are at hand.
    @Nullable Piece first() {
        return pieces.peek();
    }

    /// The first row of [#first] that was not taken.
    long from() {
        return from;
    }

    /// Takes `count` rows of the first piece. They stay in memory until [#release].
    void take(long count) {
        from += count;
        if (from == pieces.element().rows().rows()) {
            used.add(pieces.remove());
            from = 0;
        }
    }

    /// Gives back the pieces that are over.
    void release() {
        used.forEach(Piece::close);
        used.clear();
    }

    /// Wakes up whoever waits for the stream.
    void stop() {
        stream.close();
    }

    @Override
    public void close() {
        stream.close();
        ended = true;
        release();
        pieces.forEach(Piece::close);
        pieces.clear();
        if (batch != null) {
            batch.close();
            batch = null;
        }
        if (last != null) {
            last.close();
            last = null;
        }
    }
}
