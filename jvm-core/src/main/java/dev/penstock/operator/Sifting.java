package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.DenseSieve;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.kernel.group.Kept;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.kernel.group.RowSieve;
import dev.penstock.kernel.group.Sieve;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Budget;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows on their way through a sieve, as long as it drops many. Not thread-safe.
final class Sifting implements AutoCloseable {
    private static final long FEW_BYTES = 1L << 18;

    private final List<Integer> keys;
    private final Kept kept;
    private final Allocator allocator;
    private final Budget own;
    private final List<DataType> types;
    private boolean ended;
    private @Nullable Sieve sieve;
    private @Nullable Batch last;

    /// @param keys the numbers of the columns that tell rows apart
    Sifting(Schema schema, List<Integer> keys, Kept kept, Allocator allocator) {
        this.keys = keys;
        this.kept = kept;
        this.allocator = allocator;
        own = allocator.budget().child("unique", Long.MAX_VALUE);
        types = keys.stream().map(key -> schema.field(key).type()).toList();
        ended = !types.stream().allMatch(RowKeys::handles);
    }

    /// The rows of `batch` that may be chosen, for the caller.
    ///
    /// @param batch behind those of earlier calls, and no more than [GroupedColumn#MOST_ROWS] rows
    Batch pass(Batch batch) {
        if (!ended && own.usedBytes() > FEW_BYTES && 4 * own.usedBytes() > own.softFreeBytes()) {
            // Its tables grow by doubling, and the rows need the memory more.
            end();
        }
        if (ended) {
            return batch.share();
        }
        try {
            return sifted(batch);
        } catch (PenstockException e) {
            if (e.code() != ErrorCode.MEMORY_LIMIT) {
                throw e;
            }
            // Rows need not be dropped here, and without a sieve there may be room for them.
            end();
            return batch.share();
        }
    }

    private Batch sifted(Batch batch) {
        try (Block numbers = allocator.allocate(Selection.bytes(batch.rows()))) {
            List<ArrayData> columns = keys.stream().map(key -> batch.column(key).data()).toList();
            Sieve current = sieve == null ? use(first()) : sieve;
            Selection passed = current.pass(columns, numbers.address());
            if (passed == null) {
                // The rows that the first one has dropped stay dropped: what it let through has others like them.
                sieve = null;
                current.close();
                var other = new RowSieve(types, kept, ownAllocator());
                current = use(other);
                passed = other.pass(columns, numbers.address());
            }
            keep(batch);
            if (current.isUseless()) {
                end();
            }
            return ChosenRows.gather(batch, passed, allocator);
        }
    }

    private Sieve first() {
        return DenseSieve.handles(types, kept)
                ? new DenseSieve(ownAllocator())
                : new RowSieve(types, kept, ownAllocator());
    }

    private Sieve use(Sieve next) {
        sieve = next;
        return next;
    }

    private Allocator ownAllocator() {
        return new Allocator(allocator.pool(), own);
    }

    /// Dictionaries are told by their addresses, so the memory of the last ones must stay until others are known.
    private void keep(Batch batch) {
        Batch before = last;
        last = batch.share();
        if (before != null) {
            before.close();
        }
    }

    /// Lets all further rows through.
    void end() {
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

    @Override
    public void close() {
        end();
        own.close();
    }
}
