package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Sampling;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Rows drawn from all rows of another stream, which are collected first: how many there are decides which are drawn.
final class SampleStream implements BatchStream {
    private final BatchStream input;
    private final BoundPlan.Sample sample;
    private final Allocator allocator;
    private boolean drawn;

    /// Adopts the input.
    SampleStream(BatchStream input, BoundPlan.Sample sample, Allocator allocator) {
        this.input = input;
        this.sample = sample;
        this.allocator = allocator;
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public synchronized @Nullable Batch next() {
        if (drawn) {
            return null;
        }
        drawn = true;
        try (Frame frame = Frame.collect(input)) {
            return draw(frame);
        }
    }

    private @Nullable Batch draw(Frame frame) {
        Long n = sample.n();
        Double fraction = sample.fraction();
        long count = n != null ? n : fraction == null ? 1 : (long) (frame.rows() * fraction);
        long[] rows = Sampling.rows(frame.rows(), count, sample.withReplacement(), sample.shuffle(), sample.seed());
        if (rows.length == 0) {
            return null;
        }
        var columns = new ArrayList<Column>();
        try (Batch all = Concatenate.batches(frame.schema(), frame.batches(), allocator);
                Block numbers = allocator.allocate(Selection.bytes(rows.length))) {
            for (int i = 0; i < rows.length; i++) {
                Native.putInt(numbers.address() + ((long) i << 2), Math.toIntExact(rows[i]));
            }
            var selection = new Selection(numbers.address(), rows.length, false);
            for (Column column : all.columns()) {
                columns.add(Gather.column(column, selection, allocator));
            }
            return new Batch(frame.schema(), rows.length, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    @Override
    public void close() {
        input.close();
    }
}
