package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Lease;
import java.util.ArrayList;
import java.util.List;

/// The memory of a column that is being made: new blocks, and shares in other columns' memory that the new one refers
/// to.
///
/// Used with try-with-resources: what [#finish] has not handed to a column is given back.
public final class Assembly implements AutoCloseable {
    private final Allocator allocator;
    private final List<Lease> leases = new ArrayList<>(4);
    private boolean finished;

    public Assembly(Allocator allocator) {
        this.allocator = allocator;
    }

    public Allocator allocator() {
        return allocator;
    }

    /// Room for `bytes` bytes of any content, with whole words behind the last byte; no buffer for no bytes.
    public Buffer buffer(long bytes) {
        return bytes == 0 ? Buffer.NONE : new Buffer(room(bytes), bytes);
    }

    /// The address of `bytes` bytes (or a few more) of any content.
    public long room(long bytes) {
        return adopt(allocator.allocate(bytes)).address();
    }

    /// Takes a block over.
    public Block adopt(Block block) {
        leases.add(Lease.of(block::close));
        return block;
    }

    /// Keeps `column`'s memory, because the new column refers to it.
    public void keep(Column column) {
        leases.add(column.share().transferLease());
    }

    /// Takes a share over.
    public void adopt(Lease lease) {
        leases.add(lease);
    }

    /// The column, which owns all of this memory from now on.
    public Column finish(ArrayData data) {
        Lease lease = leases.isEmpty() ? Lease.none() : Lease.adoptAll(leases);
        finished = true;
        return Column.adopt(data, lease);
    }

    @Override
    public void close() {
        if (!finished) {
            leases.forEach(Lease::close);
            leases.clear();
        }
    }
}
