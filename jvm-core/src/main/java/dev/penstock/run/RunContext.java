package dev.penstock.run;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.function.Cancellation;
import dev.penstock.function.FunctionContext;
import dev.penstock.memory.Allocator;
import dev.penstock.optimize.Cardinality;
import dev.penstock.spill.SpillSpace;
import java.util.function.Supplier;

/// What an engine may use while it runs a plan.
public interface RunContext {
    /// Memory that counts against the query's budget.
    Allocator allocator();

    /// Asked between batches; listeners stop what does not ask.
    Cancellation cancellation();

    /// How many threads the query may use.
    int threads();

    /// About how many rows a batch should have.
    int batchRows();

    /// Where the run puts rows that do not fit into memory, and when it should.
    SpillSpace spill();

    /// The frame behind a handle; it stays the query's.
    Frame frame(String handle);

    /// The foreign stream behind a handle. It can be taken once; whoever takes it closes it.
    BatchStream stream(String handle);

    /// The rows that another engine delivers. They can be taken once; whoever takes them closes them.
    BatchStream exchange(int id);

    /// What users' functions may use.
    default FunctionContext functions() {
        return new FunctionContext(allocator(), threads(), cancellation());
    }

    /// About how many rows a part of this run's plan delivers.
    Cardinality cardinality();

    /// What counts the work for a node of this run's plan. The node is told from others by its identity.
    default NodeCounter counter(BoundPlan node) {
        return new NodeCounter();
    }

    /// Whether somebody will ask what happened inside of foreign engines, which costs them time.
    default boolean profiled() {
        return false;
    }

    /// Keeps what a foreign engine says of a plan that it ran.
    ///
    /// @param plan told from others by its identity
    default void addForeign(BoundPlan plan, ForeignReport report) {}

    /// How far the run is: rows seen so far, and the share of the work done if it is known.
    Progress progress();

    /// Says where it can be asked what a scan of files did.
    default void addScan(Supplier<ScanReport> scan) {}
}
