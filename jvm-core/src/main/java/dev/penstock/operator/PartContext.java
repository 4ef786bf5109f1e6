package dev.penstock.operator;

import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.function.Cancellation;
import dev.penstock.memory.Allocator;
import dev.penstock.optimize.Cardinality;
import dev.penstock.run.Progress;
import dev.penstock.run.RunContext;
import dev.penstock.run.ScanReport;
import dev.penstock.spill.SpillSpace;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// What a part of a run's rows is worked on with: all is the run's, but what the plan of the part reads.
///
/// @param inputs the rows behind the exchanges of that plan, for the caller
record PartContext(RunContext run, IntFunction<BatchStream> inputs) implements RunContext {
    @Override
    public Allocator allocator() {
        return run.allocator();
    }

    @Override
    public Cancellation cancellation() {
        return run.cancellation();
    }

    @Override
    public int threads() {
        return run.threads();
    }

    @Override
    public int batchRows() {
        return run.batchRows();
    }

    @Override
    public SpillSpace spill() {
        return run.spill();
    }

    @Override
    public Frame frame(String handle) {
        return run.frame(handle);
    }

    @Override
    public BatchStream stream(String handle) {
        return run.stream(handle);
    }

    @Override
    public BatchStream exchange(int id) {
        return inputs.apply(id);
    }

    @Override
    public Cardinality cardinality() {
        return Cardinality.unknown();
    }

    @Override
    public Progress progress() {
        return run.progress();
    }

    @Override
    public void addScan(Supplier<ScanReport> scan) {
        run.addScan(scan);
    }
}
