package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.run.RunContext;
import dev.penstock.type.Schema;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Rows that workers bring, held in memory for as long as they fit; then all of them go to the disk, in parts. Each
/// worker writes its own.
final class PartedRows implements AutoCloseable {
    /// How far a worker's rows are written.
    private static final class Written {
        private long morsel = -1;
        private long row;
    }

    private final @Nullable PlacedParts parts;
    private final LongUnaryOperator bytesToFinish;
    private final IntConsumer makeRoom;
    private final RunContext context;
    private final CollectedRows held;
    private final AtomicLong heldRows = new AtomicLong();
    private final Written[] workers;
    private volatile boolean spilled;

    /// @param parts where rows go that do not fit, which moves in; null if they are held whatever it takes
    /// @param bytesToFinish how much memory it takes to work on so many rows, which are there already
    /// @param makeRoom lets a worker give back what it can do without, before its first rows are written
    PartedRows(
            Schema schema,
            @Nullable PlacedParts parts,
            LongUnaryOperator bytesToFinish,
            IntConsumer makeRoom,
            RunContext context) {
        this.parts = parts;
        this.bytesToFinish = bytesToFinish;
        this.makeRoom = makeRoom;
        this.context = context;
        held = new CollectedRows(schema, context.threads());
        workers = new Written[context.threads()];
        for (int worker = 0; worker < workers.length; worker++) {
            workers[worker] = new Written();
        }
    }

    /// Adds a batch, which moves in.
    void add(int worker, long morsel, Batch batch) {
        if (spilled) {
            write(worker);
            write(worker, morsel, batch);
            return;
        }
        long rows = heldRows.addAndGet(batch.rows());
        held.add(worker, morsel, batch);
        if (parts != null && PlacedParts.isDue(context, rows, bytesToFinish.applyAsLong(rows))) {
            spilled = true;
            write(worker);
        }
    }

    /// Lets all further rows go to the disk, which is known to be needed.
    void spill() {
        spilled = true;
    }

    /// Writes what a worker holds.
    private void write(int worker) {
        List<CollectedRows.Piece> pieces = held.take(worker);
        if (!pieces.isEmpty()) {
            makeRoom.accept(worker);
        }
        try {
            pieces.forEach(piece -> write(worker, piece.morsel(), piece.batch()));
        } finally {
            pieces.forEach(piece -> piece.batch().close());
        }
    }

    private void write(int worker, long morsel, Batch batch) {
        PlacedParts to = Objects.requireNonNull(parts);
        try (batch) {
            Written written = workers[worker];
            if (written.morsel != morsel) {
                written.morsel = morsel;
                written.row = 0;
            }
            to.add(worker, batch, FirstRows.place(morsel, written.row));
            written.row += batch.rows();
        }
    }

    /// All rows on the disk, in parts, which stay this object's; null when all are held. No worker is inside.
    @Nullable PlacedParts parts() {
        if (!spilled) {
            return null;
        }
        for (int worker = 0; worker < workers.length; worker++) {
            write(worker);
        }
        return parts;
    }

    /// The rows that are held.
    CollectedRows held() {
        return held;
    }

    @Override
    public void close() {
        held.close();
        if (parts != null) {
            parts.close();
        }
    }
}
