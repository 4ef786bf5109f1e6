package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.kernel.Interleave;
import dev.penstock.kernel.sort.MergeKeys;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Two streams in the order of some columns as one: the lesser of the next two rows comes first, the left one of equal
/// rows.
///
/// A few pieces of each side are at hand. Where rows come in order, the piece that ends first says how far the other
/// one can be used, so the merge is cut into parts that threads merge side by side. Rows that do not come in order are
/// taken by the same rule, one by one; the result depends neither on the threads nor on how the rows come in batches.
final class MergeStream implements BatchStream {
    /// Pieces of each side at hand, for each thread.
    private static final int AHEAD = 4;

    /// Some rows of both sides that stand together in the result.
    ///
    /// @param marks which side each row is from; null where that is still to be found out
    private record Part(
            MergeSide.Piece left,
            long leftFrom,
            long leftCount,
            MergeSide.Piece right,
            long rightFrom,
            long rightCount,
            @Nullable Block marks) {
        long rows() {
            return leftCount + rightCount;
        }
    }

    private final Schema schema;
    private final MergeSide left;
    private final MergeSide right;
    private final Tasks tasks;
    private final Allocator allocator;
    private final Deque<Batch> ready = new ArrayDeque<>();
    private boolean over;

    /// Adopts both sides.
    MergeStream(Schema schema, MergeSide left, MergeSide right, Tasks tasks, Allocator allocator) {
        this.schema = schema;
        this.left = left;
        this.right = right;
        this.tasks = tasks;
        this.allocator = allocator;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        while (ready.isEmpty() && !over) {
            tasks.check();
            left.fill(AHEAD * tasks.threads(), tasks);
            right.fill(AHEAD * tasks.threads(), tasks);
            if (left.isOver() || right.isOver()) {
                rest(left.isOver() ? right : left);
            } else {
                merge();
            }
        }
        return ready.poll();
    }

    /// The rows of the only side that has any, as they are.
    private void rest(MergeSide side) {
        MergeSide.Piece piece = side.first();
        if (piece == null) {
            over = true;
            return;
        }
        long count = piece.rows().rows() - side.from();
        ready.add(piece.rows().slice(side.from(), count));
        side.take(count);
        side.release();
    }

    private void merge() {
        var parts = new ArrayList<Part>();
        try {
            while (true) {
                MergeSide.Piece l = left.first();
                MergeSide.Piece r = right.first();
                if (l == null || r == null) {
                    break;
                }
                Part part = left.isSorted() && right.isSorted() ? cut(l, r) : taken(l, r);
                parts.add(part);
                left.take(part.leftCount);
                right.take(part.rightCount);
            }
            var merged = new @Nullable Batch[parts.size()];
            var work = new ArrayList<Runnable>();
            for (int i = 0; i < merged.length; i++) {
                int index = i;
                work.add(() -> {
                    tasks.check();
                    merged[index] = batch(parts.get(index));
                });
            }
            try {
                tasks.run(work);
            } finally {
                for (Batch batch : merged) {
                    if (batch != null) {
                        ready.add(batch);
                    }
                }
            }
        } finally {
            parts.stream().map(Part::marks).filter(marks -> marks != null).forEach(Block::close);
            left.release();
            right.release();
        }
    }

    /// The rows up to the end of the piece that ends first.
    private Part cut(MergeSide.Piece l, MergeSide.Piece r) {
        boolean leftEnds = l.keys().compareLast(r.keys()) <= 0;
        long leftTo = leftEnds ? l.keys().rows() : l.keys().bound(left.from(), r.keys(), true);
        long rightTo = leftEnds ? r.keys().bound(right.from(), l.keys(), false) : r.keys().rows();
        return new Part(l, left.from(), leftTo - left.from(), r, right.from(), rightTo - right.from(), null);
    }

    /// The rows that are taken until one of the pieces is over.
    private Part taken(MergeSide.Piece l, MergeSide.Piece r) {
        Block marks = allocator.allocate(l.keys().rows() + r.keys().rows());
        MergeKeys.Taken taken =
                MergeKeys.merge(
                        l.keys(),
                        left.from(),
                        l.keys().rows(),
                        r.keys(),
                        right.from(),
                        r.keys().rows(),
                        marks.address());
        return new Part(l, left.from(), taken.left(), r, right.from(), taken.right(), marks);
    }

    private Batch batch(Part part) {
        if (part.rightCount == 0) {
            return part.left.rows().slice(part.leftFrom, part.leftCount);
        }
        if (part.leftCount == 0) {
            return part.right.rows().slice(part.rightFrom, part.rightCount);
        }
        Block known = part.marks;
        if (known != null) {
            return interleaved(part, known.address());
        }
        try (Block marks = allocator.allocate(part.rows())) {
            long leftTo = part.leftFrom + part.leftCount;
            long rightTo = part.rightFrom + part.rightCount;
            MergeKeys.Taken taken =
                    MergeKeys.merge(
                            part.left.keys(),
                            part.leftFrom,
                            leftTo,
                            part.right.keys(),
                            part.rightFrom,
                            rightTo,
                            marks.address());
            long done = taken.left() + taken.right();
            byte rest = (byte) (taken.left() == part.leftCount ? 1 : 0);
            Native.fill(marks.address() + done, part.rows() - done, rest);
            return interleaved(part, marks.address());
        }
    }

    private Batch interleaved(Part part, long marks) {
        var columns = new ArrayList<Column>(schema.size());
        try {
            for (int i = 0; i < schema.size(); i++) {
                try (Column ofLeft = part.left.rows().column(i).slice(part.leftFrom, part.leftCount);
                        Column ofRight = part.right.rows().column(i).slice(part.rightFrom, part.rightCount)) {
                    columns.add(Interleave.columns(ofLeft, ofRight, marks, allocator));
                }
            }
            return new Batch(schema, part.rows(), columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    @Override
    public void close() {
        // Outside of the lock, which a reader that waits for a side holds.
        for (MergeSide side : List.of(left, right)) {
            side.stop();
        }
        synchronized (this) {
            over = true;
            ready.forEach(Batch::close);
            ready.clear();
            left.close();
            right.close();
        }
    }
}
