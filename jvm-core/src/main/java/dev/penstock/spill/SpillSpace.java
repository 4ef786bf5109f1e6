package dev.penstock.spill;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.memory.Allocator;
import dev.penstock.source.FileErrors;
import dev.penstock.type.Schema;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// What one run has on the disk, and the advice when to put more there. Closing removes all of it. Thread-safe.
///
/// ```java
/// if (spill.isDue(heldRows, bytesToFinish)) {
///     SpilledRows rows = spill.rows("sort", schema);
///     rows.write(batch);
/// ```
public final class SpillSpace implements AutoCloseable {
    private final SpillFolder folder;
    private final Allocator allocator;
    private final Cancellation cancellation;
    private final long mostRows;
    private final LongConsumer onWritten;
    private final Set<SpilledRows> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong written = new AtomicLong();

    /// @param mostRows how many rows an operator may hold however much memory there is: for tests, who want to see
    ///   files
    public SpillSpace(SpillFolder folder, Allocator allocator, Cancellation cancellation, long mostRows) {
        this(folder, allocator, cancellation, mostRows, _ -> {});
    }

    /// @param onWritten told of bytes by the thread that writes them
    public SpillSpace(
            SpillFolder folder, Allocator allocator, Cancellation cancellation, long mostRows, LongConsumer onWritten) {
        this.folder = folder;
        this.allocator = allocator;
        this.cancellation = cancellation;
        this.mostRows = mostRows;
        this.onWritten = onWritten;
    }

    /// Whether an operator should put rows onto the disk: it holds `rows` rows and needs `bytes` more to go on with
    /// them. Memory is short from four fifths of the limit on, so that there is some left to write with.
    public boolean isDue(long rows, long bytes) {
        return rows > mostRows || bytes > allocator.budget().softFreeBytes();
    }

    /// A place for rows of one schema. It removes itself at the end of the run if nobody did before.
    ///
    /// @param owner for messages
    public SpilledRows rows(String owner, Schema schema) {
        var rows = new SpilledRows(this, owner, schema, folder.newFile());
        open.add(rows);
        return rows;
    }

    /// A place for rows in `count` parts, such as those of a hash table that does not fit.
    ///
    /// @param count a power of two
    public SpilledPartitions partitions(String owner, Schema schema, int count) {
        return new SpilledPartitions(this, owner, schema, count);
    }

    /// How many bytes were written so far, those of removed files included.
    public long writtenBytes() {
        return written.get();
    }

    Allocator allocator() {
        return allocator;
    }

    long freeBytes() {
        return allocator.budget().freeBytes();
    }

    void checkCancelled() {
        cancellation.check();
    }

    void reserve(String owner, long bytes) {
        folder.reserve(owner, bytes);
        written.addAndGet(bytes);
        onWritten.accept(bytes);
    }

    void release(long bytes) {
        folder.release(bytes);
    }

    void forget(SpilledRows rows) {
        open.remove(rows);
    }

    /// The error for a disk that refuses.
    PenstockException failed(IOException failure) {
        PenstockException error = FileErrors.of(folder.path(), failure);
        return new PenstockException(ErrorCode.IO, "rows cannot be spilled: " + error.getMessage(), failure)
                .hint("free space on that disk, or set spill_dir to a folder on another one");
    }

    @Override
    public void close() {
        open.forEach(SpilledRows::close);
    }
}
