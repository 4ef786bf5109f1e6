package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.spill.SpillSpace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;

/// Rows that workers bring, held in memory for as long as they fit; then whoever notices puts them aside, and the
/// workers go on with none. Thread-safe.
final class HeldRows implements AutoCloseable {
    /// A batch, and where its first row stands in the input.
    ///
    /// @param place the morsel in the upper 32 bits, the row in it in the lower ones
    record Piece(long place, Batch batch) implements AutoCloseable {
        @Override
        public void close() {
            batch.close();
        }
    }

    private final SpillSpace spill;
    private final int threads;
    private final LongUnaryOperator bytesToFinish;
    private final Consumer<List<Piece>> putAside;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<List<Piece>> waiting = new ArrayDeque<>();
    private final long[] morsels;
    private final long[] rowsOfMorsel;
    private List<Piece> held = new ArrayList<>();
    private long rows;
    private int working;
    private boolean failed;

    /// @param bytesToFinish how much memory it takes to work on so many rows, which are there already
    /// @param putAside takes some of the rows away; the pieces stay this object's. Several threads call at once.
    HeldRows(SpillSpace spill, int threads, LongUnaryOperator bytesToFinish, Consumer<List<Piece>> putAside) {
        this.spill = spill;
        this.threads = threads;
        this.bytesToFinish = bytesToFinish;
        this.putAside = putAside;
        this.morsels = new long[threads];
        this.rowsOfMorsel = new long[threads];
    }

    /// Keeps a batch, which moves in; puts rows aside first if they no longer fit.
    void add(int worker, long morsel, Batch batch) {
        if (batch.rows() == 0) {
            batch.close();
            return;
        }
        if (morsels[worker] != morsel) {
            morsels[worker] = morsel;
            rowsOfMorsel[worker] = 0;
        }
        var piece = new Piece((morsel << 32) + rowsOfMorsel[worker], batch);
        rowsOfMorsel[worker] += batch.rows();
        lock.lock();
        try {
            held.add(piece);
            rows += batch.rows();
            while (isDue() && working > 0 && waiting.isEmpty() && !failed) {
                // Others are making room.
                changed.awaitUninterruptibly();
            }
            if (isDue() && waiting.isEmpty()) {
                divide();
            }
        } finally {
            lock.unlock();
        }
        help();
    }

    private boolean isDue() {
        return spill.isDue(rows, bytesToFinish.applyAsLong(rows));
    }

    /// Makes a part of the rows for each thread. Holds the lock.
    private void divide() {
        held.sort(Comparator.comparingLong(Piece::place));
        int parts = Math.min(threads, held.size());
        for (int part = 0; part < parts; part++) {
            waiting.add(new ArrayList<>(held.subList(part * held.size() / parts, (part + 1) * held.size() / parts)));
        }
        held = new ArrayList<>();
        rows = 0;
        changed.signalAll();
    }

    /// Takes parts away as long as there are any.
    private void help() {
        while (true) {
            List<Piece> part;
            lock.lock();
            try {
                part = waiting.poll();
                if (part == null) {
                    return;
                }
                working++;
            } finally {
                lock.unlock();
            }
            boolean done = false;
            try {
                putAside.accept(part);
                done = true;
            } finally {
                part.forEach(Piece::close);
                lock.lock();
                try {
                    working--;
                    failed |= !done;
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /// The rows that are held, in the order of the input; they move to the caller. No worker is inside.
    List<Piece> take() {
        lock.lock();
        try {
            List<Piece> all = held;
            held = new ArrayList<>();
            rows = 0;
            all.sort(Comparator.comparingLong(Piece::place));
            return all;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        take().forEach(Piece::close);
        waiting.forEach(part -> part.forEach(Piece::close));
        waiting.clear();
    }
}
