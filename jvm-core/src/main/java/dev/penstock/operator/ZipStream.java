package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Heights;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The columns of several streams side by side. Batches that end at different rows are cut, not copied; only the one
/// row of a short input is repeated.
final class ZipStream implements BatchStream {
    private final Schema schema;
    private final Heights heights;
    private final int batchRows;
    private final List<ZipInput> inputs;
    private boolean begun;
    private boolean over;

    /// Adopts the inputs.
    ///
    /// @param batchRows how many rows that an input does not have are made at once
    ZipStream(Schema schema, Heights heights, List<ZipInput> inputs, int batchRows) {
        this.schema = schema;
        this.heights = heights;
        this.inputs = List.copyOf(inputs);
        this.batchRows = batchRows;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        if (over) {
            return null;
        }
        if (!begun) {
            begun = true;
            if (heights == Heights.BROADCAST) {
                inputs.forEach(ZipInput::lookForOneRow);
            }
        }
        long rows = rows();
        if (rows == 0) {
            over = true;
            return null;
        }
        var columns = new ArrayList<Column>();
        try {
            inputs.forEach(input -> columns.addAll(input.take(rows)));
            return new Batch(schema, rows, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    /// How many rows all inputs have at hand; 0 at the end.
    private long rows() {
        long rows = Long.MAX_VALUE;
        int going = 0;
        int ended = 0;
        for (ZipInput input : inputs) {
            if (input.isOneRow()) {
                rows = Math.min(rows, batchRows);
                continue;
            }
            long atHand = input.atHand();
            if (atHand > 0) {
                going++;
                rows = Math.min(rows, atHand);
            } else {
                ended++;
            }
        }
        if (going == 0) {
            over = true;
            return ended > 0 ? 0 : 1;
        }
        if (ended == 0) {
            return rows;
        }
        return switch (heights) {
            case PAD -> Math.min(rows, batchRows);
            case EQUAL -> throw new PenstockException(ErrorCode.SHAPE, "the tables have different heights");
            case BROADCAST -> {
                List<Long> found = inputs.stream().filter(i -> !i.isOneRow()).map(ZipInput::height).toList();
                throw new PenstockException(ErrorCode.SHAPE, "the columns have different heights: " + found);
            }
        };
    }

    @Override
    public void close() {
        // Outside of the lock, which a reader that waits for an input holds.
        inputs.forEach(ZipInput::stop);
        synchronized (this) {
            over = true;
            inputs.forEach(ZipInput::close);
        }
    }
}
