package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How this engine runs a node of a plan. A new operator is a class of its own and its line in [#of].
interface Operator {
    /// Why the engine cannot run the node after all; null when it can.
    default @Nullable String refusal() {
        return null;
    }

    /// How the node runs in `run`, where it can be seen how large its inputs are.
    default Operator in(CoreRun run) {
        return this;
    }

    /// Starts the node and its inputs.
    BatchStream open(CoreRun run);

    /// The node's rows in pieces, for a pipeline above it. Sources that many workers can read side by side have morsels
    /// of their own.
    default Morsels morsels(CoreRun run) {
        return new StreamMorsels(open(run), run.morselRows());
    }

    /// The same without rows that joins above the node drop, as far as it can leave them out early.
    default Morsels morsels(CoreRun run, List<Partners> above) {
        return morsels(run);
    }

    /// The operator for a node.
    static Operator of(BoundPlan node) {
        return switch (node) {
            case BoundPlan.FrameScan scan -> new FrameScanOperator(scan);
            case BoundPlan.StreamScan scan -> run -> run.context().stream(scan.handle());
            case BoundPlan.Exchange exchange -> run -> run.context().exchange(exchange.id());
            case BoundPlan.Filter _, BoundPlan.Project _ -> new RowsOperator(node);
            case BoundPlan.Slice slice -> new SliceOperator(slice);
            case BoundPlan.Union union -> run -> new UnionStream(union.schema(), run.openAll(union.inputs()));
            case BoundPlan.RowIndex index ->
                    run ->
                            new RowIndexStream(
                                    run.open(index.input()), index.schema(), index.offset(), run.context().allocator());
            case BoundPlan.FileScan scan -> new FileScanOperator(scan);
            case BoundPlan.Window window -> WindowOperator.of(window);
            case BoundPlan.Aggregate aggregate -> AggregateOperator.of(aggregate);
            case BoundPlan.WindowRows rows -> new WindowRowsOperator(rows);
            case BoundPlan.Join join -> new JoinOperator(join);
            case BoundPlan.AsofJoin join -> new AsofJoinOperator(join);
            case BoundPlan.Sort sort -> new SortOperator(sort);
            case BoundPlan.TopK top -> new TopKOperator(top);
            case BoundPlan.Distinct distinct -> new DistinctOperator(distinct);
            case BoundPlan.MergeSorted merge -> new MergeOperator(merge);
            case BoundPlan.Zip zip -> new ZipOperator(zip);
            case BoundPlan.Explode explode -> new ExplodeOperator(explode);
            case BoundPlan.Cache cache -> new RowsOperator(cache.transparent());
            case BoundPlan.Unpivot unpivot -> new UnpivotOperator(unpivot);
            case BoundPlan.Sample _ -> lacks("samples");
            case BoundPlan.Sql _ -> lacks("SQL");
            case BoundPlan.TableCall _ -> lacks("table functions");
            case BoundPlan.Sink sink -> new FileSinkOperator(sink);
        };
    }

    private static Operator lacks(String what) {
        return new Operator() {
            @Override
            public String refusal() {
                return "has no " + what + " yet";
            }

            @Override
            public BatchStream open(CoreRun run) {
                throw new AssertionError(refusal());
            }
        };
    }
}
