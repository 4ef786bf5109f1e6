package dev.penstock.duckdb;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Relayout;
import dev.penstock.memory.Allocator;
import dev.penstock.run.NodeCounter;
import dev.penstock.run.WorkClock;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A relation of a query that is made of rows of ours.
final class Scan implements AutoCloseable {
    /// DuckDB's STANDARD_VECTOR_SIZE.
    static final int CHUNK_ROWS = 2048;

    private final RowSource source;
    private final Capi capi;
    private final Allocator allocator;
    private final Carried carried;
    private final @Nullable NodeCounter counter;
    private final IdentityHashMap<Batch, Map<Integer, Long>> numbers = new IdentityHashMap<>();

    /// @param counter of the rows that are read; null when nobody counts
    Scan(RowSource source, Capi capi, Allocator allocator, Carried carried, @Nullable NodeCounter counter) {
        this.counter = counter;
        this.source = source;
        this.capi = capi;
        this.allocator = allocator;
        this.carried = carried;
    }

    RowSource source() {
        return source;
    }

    /// One use of the relation in a running query.
    Reading read(int[] columns) {
        return new Reading(source.open(), columns);
    }

    @Override
    public void close() {
        source.close();
    }

    /// The numbers of a carried column's rows. Frames are read by several threads and more than once.
    private synchronized long firstNumber(Batch batch, int column) {
        return numbers.computeIfAbsent(batch, _ -> new java.util.HashMap<>())
                .computeIfAbsent(column, index -> carried.number(batch.column(index)));
    }

    /// A pass that threads share, each with a cursor of its own.
    final class Reading {
        private final RowSource.Pass pass;
        private final int[] columns;

        private Reading(RowSource.Pass pass, int[] columns) {
            this.pass = pass;
            this.columns = columns;
        }

        Cursor cursor() {
            return new Cursor(this);
        }
    }

    /// Where one thread reads.
    final class Cursor implements AutoCloseable {
        private final Reading reading;
        private final VectorWriter writer = new VectorWriter(capi);
        private RowSource.@Nullable Range range;
        private long done;

        private Cursor(Reading reading) {
            this.reading = reading;
        }

        /// Fills `chunk` with the next rows; with none at the end.
        void fill(long chunk) {
            if (counter == null) {
                fillUncounted(chunk);
                return;
            }
            counter.expectRows();
            NodeCounter before = WorkClock.turnTo(counter);
            try {
                counter.add(fillUncounted(chunk), 0);
            } finally {
                WorkClock.turnTo(before);
            }
        }

        private long fillUncounted(long chunk) {
            RowSource.Range current = range;
            while (current == null || done == current.count()) {
                close();
                current = reading.pass.next();
                range = current;
                done = 0;
                if (current == null) {
                    capi.run(Symbol.DATA_CHUNK_SET_SIZE, chunk, 0);
                    return 0;
                }
            }
            long count = Math.min(CHUNK_ROWS, current.count() - done);
            for (int i = 0; i < reading.columns.length; i++) {
                int column = reading.columns[i];
                if (column >= 0) {
                    long vector = capi.call(Symbol.DATA_CHUNK_GET_VECTOR, chunk, i);
                    write(current.batch(), column, current.from() + done, count, vector);
                }
            }
            done += count;
            capi.run(Symbol.DATA_CHUNK_SET_SIZE, chunk, count);
            return count;
        }

        private void write(Batch batch, int index, long from, long count, long vector) {
            Field field = source.schema().field(index);
            Column column = batch.column(index);
            ArrayData rows = column.data().slice(from, count);
            try {
                if (SqlTypes.isCarried(field.type())) {
                    writer.numbers(rows, firstNumber(batch, index) + from, vector);
                } else if (VectorWriter.needsPlainLayout(field.type())) {
                    try (Column slice = column.slice(from, count);
                            Column plain = Relayout.column(slice, plain(field.type()), allocator)) {
                        writer.write(plain.data(), vector);
                    }
                } else {
                    writer.write(rows, vector);
                }
            } catch (PenstockException e) {
                throw e.column(field.name());
            }
        }

        private static DataType plain(DataType type) {
            return type.logical();
        }

        /// Gives the rows back that it holds.
        @Override
        public void close() {
            RowSource.Range current = range;
            range = null;
            if (current != null) {
                if (current.owned()) {
                    forget(current.batch());
                }
                current.close();
            }
        }
    }

    private synchronized void forget(Batch batch) {
        numbers.remove(batch);
    }
}
