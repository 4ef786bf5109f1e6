package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import java.util.List;

/// A join that has more to do before its first row or behind its last one than a part of a pipeline can: to see whether
/// keys come twice among the rows that probe, or to hand over the rows of the built side.
record WholeJoinOperator(JoinShape shape) implements Operator {
    @Override
    public BatchStream open(CoreRun run) {
        BoundPlan.Join join = shape.join();
        var stage = new JoinStage(shape, run);
        Pipeline pipeline;
        try {
            Pipeline probe =
                    shape.checksProbe()
                            ? new Pipeline(List.of(), new StreamMorsels(new UniqueRows(shape, run), run.morselRows()))
                            : Pipeline.open(shape.probe(), run, partners(stage));
            pipeline = probe.with(CountedStage.uncounted(stage, run.counter(join)));
        } catch (Throwable e) {
            stage.close();
            throw e;
        }
        BatchStream probed = run.ordered(join.schema(), pipeline);
        return shape.hasRest() ? new JoinRest(probed, shape, stage.build(), run.morselRows()) : probed;
    }

    private static List<Partners> partners(JoinStage stage) {
        Partners own = Partners.of(stage);
        return own == null ? List.of() : List.of(own);
    }
}
