package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.kernel.Empty;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An input of a [ZipStream]: a stream, what is left of the batches that it gave, and rows that it does not have.
final class ZipInput implements AutoCloseable {
    private final BatchStream stream;
    private final int batchRows;
    private final Allocator allocator;
    private final Deque<Batch> ahead = new ArrayDeque<>(1);

    /// How many rows of the first batch are gone.
    private long from;

    private long height;
    private boolean ended;
    private boolean oneRow;

    /// Rows to hand out in place of those that the stream does not have.
    private List<Column> made = List.of();

    /// Adopts the stream.
    ///
    /// @param batchRows at most so many rows are made up at once
    ZipInput(BatchStream stream, int batchRows, Allocator allocator) {
        this.stream = stream;
        this.batchRows = batchRows;
        this.allocator = allocator;
    }

    private void pull() {
        Batch batch = stream.next();
        if (batch == null) {
            ended = true;
        } else {
            height += batch.rows();
            ahead.addLast(batch);
        }
    }

    /// How many rows can be taken at once; 0 at the end only.
    long atHand() {
        while (true) {
            @Nullable Batch first = ahead.peekFirst();
            if (first == null) {
                if (ended) {
                    return 0;
                }
                pull();
            } else if (from < first.rows()) {
                return first.rows() - from;
            } else {
                ahead.removeFirst().close();
                from = 0;
            }
        }
    }

    /// Looks whether there is one row in all, which is repeated then.
    void lookForOneRow() {
        while (height < 2 && !ended) {
            pull();
        }
        if (height == 1 && atHand() == 1) {
            oneRow = true;
            made = repeated(ahead.removeFirst());
        }
    }

    boolean isOneRow() {
        return oneRow;
    }

    private List<Column> repeated(Batch row) {
        var columns = new ArrayList<Column>();
        try (row;
                Block numbers = allocator.allocate(Selection.bytes(batchRows))) {
            Native.fill(numbers.address(), Selection.bytes(batchRows), (byte) 0);
            for (Column column : row.columns()) {
                columns.add(Gather.column(column, new Selection(numbers.address(), batchRows), allocator));
            }
            return columns;
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    private List<Column> nulls() {
        var columns = new ArrayList<Column>();
        try {
            for (Field field : stream.schema().fields()) {
                columns.add(Empty.nulls(field.type(), batchRows, allocator));
            }
            return columns;
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    /// The next rows, for the caller: no more than there are at hand, or any number up to the most that are made up.
    List<Column> take(long rows) {
        @Nullable Batch first = oneRow || atHand() == 0 ? null : ahead.peekFirst();
        var taken = new ArrayList<Column>();
        if (first != null) {
            for (Column column : first.columns()) {
                taken.add(column.slice(from, rows));
            }
            from += rows;
            return taken;
        }
        if (made.isEmpty()) {
            made = nulls();
        }
        made.forEach(column -> taken.add(column.slice(0, rows)));
        return taken;
    }

    /// How many rows the stream has in all; reads it to its end.
    long height() {
        for (long rows = atHand(); rows > 0; rows = atHand()) {
            from += rows;
        }
        return height;
    }

    /// Wakes up whoever waits for the stream.
    void stop() {
        stream.close();
    }

    @Override
    public void close() {
        stream.close();
        ended = true;
        ahead.forEach(Batch::close);
        ahead.clear();
        Column.closeAll(made);
        made = List.of();
    }
}
