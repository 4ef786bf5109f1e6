package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.run.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The groups of one worker's rows for as long as they fit into memory; then the groups rest, and further rows go to
/// the disk. Groups that keep their rows do not rest: those rows follow the others, so all of a group are together.
///
/// When there are more groups than fit into the caches, further rows wait in memory, sorted by the hashes of their
/// keys: to look each of them up in a large table would cost more, and the groups of all workers must be put together
/// anyway.
final class GroupingWorker implements AutoCloseable {
    /// Rows that the groups keep, and could be written.
    private record Held(Batch batch, long place) {}

    /// So many groups and what their rows come to take more than the second cache. Three keys or more, which are packed
    /// into words, are put together in another way, see [GroupUnion].
    private static final int MANY = 1 << 17;

    /// Where there is less room than this, rows that wait would only have to go to the disk.
    private static final long ROOM_BYTES = 1L << 28;

    private final int number;
    private final EmptyGroups empty;
    private final boolean keepsRows;
    private final Supplier<@Nullable PlacedParts> disk;
    private final RunContext context;
    private final List<Held> held = new ArrayList<>();
    private final @Nullable Supplier<HashedRows> hashedBy;
    private @Nullable GroupedRows groups;
    private @Nullable HashedRows hashed;
    private @Nullable PlacedParts parts;
    private long heldRows;
    private long heldBytes;
    private long morsel = -1;
    private long row;

    /// @param number of the worker
    /// @param empty makes groups without rows
    /// @param keepsRows whether groups keep all of their rows
    /// @param hashedBy where rows wait in the order of their hashes, if they may
    /// @param disk where rows go when memory is short; nowhere for groups that cannot be told apart
    GroupingWorker(
            int number,
            EmptyGroups empty,
            boolean keepsRows,
            @Nullable Supplier<HashedRows> hashedBy,
            Supplier<@Nullable PlacedParts> disk,
            RunContext context) {
        this.number = number;
        this.empty = empty;
        this.keepsRows = keepsRows;
        this.hashedBy = hashedBy;
        this.disk = disk;
        this.context = context;
    }

    /// How much memory tables may ask for that take `bytes` for `count` groups, when as many as `more` are added: while
    /// a table grows, the old one is still there.
    static long growth(long bytes, long count, long more) {
        return 2 * bytes + (long) (2.0 * bytes * more / Math.max(1, count));
    }

    /// Adds the rows of a batch, which stays the caller's.
    void add(long sequence, Batch batch) {
        long most = PlacedParts.pieceRows(context, context.allocator().budget().softFreeBytes());
        if (batch.rows() <= most) {
            addPiece(sequence, batch);
            return;
        }
        for (long from = 0; from < batch.rows(); from += most) {
            try (Batch piece = batch.slice(from, Math.min(most, batch.rows() - from))) {
                addPiece(sequence, piece);
            }
        }
    }

    private void addPiece(long sequence, Batch batch) {
        if (morsel != sequence) {
            morsel = sequence;
            row = 0;
            if (groups != null && !keepsRows) {
                groups.forgetMany();
            }
        }
        // All workers may need as much at the same time.
        long needed = bytesToFinish(batch.rows()) * context.threads();
        if (parts == null && PlacedParts.isDue(context, heldCount(), needed)) {
            spill();
        }
        if (parts != null) {
            parts.add(number, batch, FirstRows.place(morsel, row));
        } else if (hashed != null) {
            hashed.add(batch, sequence, FirstRows.place(morsel, row));
        } else {
            groups().add(batch, sequence);
            if (hashedBy != null && mayWait(groups())) {
                hashed = hashedBy.get();
                groups().rest();
            }
            if (keepsRows) {
                held.add(new Held(batch.share(), FirstRows.place(morsel, row)));
                heldRows += batch.rows();
                heldBytes += QueuedBytes.of(batch);
            }
        }
        row += batch.rows();
    }

    private boolean mayWait(GroupedRows known) {
        return known.count() > MANY && known.isScattered() && context.allocator().budget().softFreeBytes() > ROOM_BYTES;
    }

    private GroupedRows groups() {
        GroupedRows known = groups;
        if (known == null) {
            known = empty.get();
            groups = known;
        }
        return known;
    }

    /// How many groups, or rows of groups, are held.
    long heldCount() {
        long waiting = hashed == null ? 0 : hashed.rows();
        return keepsRows ? heldRows : groups == null ? waiting : waiting + groups.count();
    }

    /// How much memory it may take to go on with the groups that are there, and as many as `more` others.
    long bytesToFinish(long more) {
        long waiting = hashed == null ? 0 : hashed.rows();
        return groups == null ? 0 : heldBytes + growth(groups.grownBytes(), groups.count(), more + waiting);
    }

    /// Whether there may be several groups of the same key.
    boolean repeats() {
        return groups != null && groups.repeats();
    }

    boolean isSpilled() {
        return parts != null;
    }

    /// Lets all further rows go to the disk, and all that are held.
    void spill() {
        PlacedParts to = parts == null ? disk.get() : null;
        if (to == null) {
            return;
        }
        parts = to;
        if (hashed != null) {
            hashed.moveTo(to, number);
            hashed = null;
        }
        if (keepsRows) {
            if (groups != null) {
                groups.close();
                groups = null;
            }
            held.forEach(piece -> to.add(number, piece.batch, piece.place));
            closeHeld();
        } else if (groups != null) {
            groups.rest();
            // The groups of this morsel have places, too, which come first.
            row = Math.max(row, groups.count());
        }
    }

    /// The groups, for the caller, if there are any.
    @Nullable GroupedRows take() {
        GroupedRows taken = groups;
        groups = null;
        closeHeld();
        return taken;
    }

    /// The rows that wait, for the caller, if there are any.
    @Nullable HashedRows takeHashed() {
        HashedRows taken = hashed;
        hashed = null;
        return taken;
    }

    /// Whether rows wait that are not grouped yet.
    boolean isHashed() {
        return hashed != null;
    }

    private void closeHeld() {
        held.forEach(piece -> piece.batch.close());
        held.clear();
        heldBytes = 0;
    }

    @Override
    public void close() {
        GroupedRows taken = take();
        if (taken != null) {
            taken.close();
        }
        if (hashed != null) {
            hashed.close();
        }
    }
}
