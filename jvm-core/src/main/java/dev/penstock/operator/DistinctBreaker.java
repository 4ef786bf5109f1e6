package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.kernel.group.Kept;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.kernel.group.RowSieve;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.run.RunContext;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects rows that may be chosen, and chooses when all are there.
final class DistinctBreaker implements Breaker {
    private final Schema schema;
    private final List<Integer> keys;
    private final Kept kept;
    private final RunContext context;
    private final Tasks tasks;
    private final CollectedRows collected;
    private final @Nullable Sifting[] workers;

    DistinctBreaker(BoundPlan.Distinct plan, CoreRun run) {
        schema = plan.schema();
        keys = plan.on().stream().map(schema::indexOf).toList();
        kept =
                switch (plan.keep()) {
                    case ANY, FIRST -> Kept.FIRST;
                    case LAST -> Kept.LAST;
                    case NONE -> Kept.ALONE;
                };
        context = run.context();
        tasks = new Tasks(run.pool(), context.threads(), context.cancellation());
        collected = new CollectedRows(schema, context.threads());
        workers = new @Nullable Sifting[context.threads()];
    }

    @Override
    public void consume(int worker, long morsel, Batch batch) {
        try (batch) {
            Sifting sifting = workers[worker];
            if (sifting == null) {
                sifting = new Sifting();
                workers[worker] = sifting;
            }
            for (long from = 0; from < batch.rows(); from += GroupedColumn.MOST_ROWS) {
                try (Batch piece = batch.slice(from, Math.min(GroupedColumn.MOST_ROWS, batch.rows() - from))) {
                    collected.add(worker, morsel, sifting.pass(piece));
                }
            }
        }
    }

    @Override
    public BatchStream finish() {
        closeSifting();
        var search = new DistinctSearch(schema, keys, kept, tasks, context.allocator());
        return new SlicedStream(search.chosen(collected.take()), context.batchRows());
    }

    private void closeSifting() {
        for (int worker = 0; worker < workers.length; worker++) {
            Sifting sifting = workers[worker];
            workers[worker] = null;
            if (sifting != null) {
                sifting.close();
            }
        }
    }

    @Override
    public void close() {
        closeSifting();
        collected.close();
    }

    /// The rows of one worker on their way through a sieve, as long as it drops many.
    private final class Sifting implements AutoCloseable {
        private final List<DataType> types = keys.stream().map(key -> schema.field(key).type()).toList();
        private boolean ended = !types.stream().allMatch(RowKeys::handles);
        private @Nullable RowSieve sieve;
        private @Nullable Batch last;

        /// The rows of `batch` that may be chosen, for the caller.
        Batch pass(Batch batch) {
            if (ended) {
                return batch.share();
            }
            try {
                RowSieve current = sieve;
                if (current == null) {
                    current = new RowSieve(types, kept, context.allocator());
                    sieve = current;
                }
                return pass(batch, current);
            } catch (PenstockException e) {
                if (e.code() != ErrorCode.MEMORY_LIMIT) {
                    throw e;
                }
                // Rows need not be dropped here, and without a sieve there may be room for them.
                close();
                return batch.share();
            }
        }

        private Batch pass(Batch batch, RowSieve current) {
            Allocator allocator = context.allocator();
            try (Block numbers = allocator.allocate(Selection.bytes(batch.rows()))) {
                List<ArrayData> columns = keys.stream().map(key -> batch.column(key).data()).toList();
                Selection passed = current.pass(columns, numbers.address());
                keep(batch);
                if (current.isUseless()) {
                    close();
                }
                return ChosenRows.gather(batch, passed, allocator);
            }
        }

        /// Dictionaries are told by their addresses, so the memory of the last ones must stay until others are known.
        private void keep(Batch batch) {
            Batch before = last;
            last = batch.share();
            if (before != null) {
                before.close();
            }
        }

        @Override
        public void close() {
            ended = true;
            if (sieve != null) {
                sieve.close();
                sieve = null;
            }
            if (last != null) {
                last.close();
                last = null;
            }
        }
    }
}
