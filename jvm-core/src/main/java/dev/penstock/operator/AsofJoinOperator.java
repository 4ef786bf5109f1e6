package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.AsofJoin;
import dev.penstock.column.BatchStream;
import dev.penstock.kernel.join.AsofSearch;
import dev.penstock.kernel.join.AsofTable;
import dev.penstock.kernel.join.JoinTable;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import org.jspecify.annotations.Nullable;

/// An as-of join: the right side is collected into a table, and the rows of the left one are looked up in it as they
/// come.
record AsofJoinOperator(AsofJoin join) implements Operator {
    @Override
    public @Nullable String refusal() {
        Schema left = join.left().schema();
        Schema right = join.right().schema();
        for (int i = 0; i < join.leftBy().size(); i++) {
            DataType key = left.field(join.leftBy().get(i)).type();
            if (!JoinTable.handles(key, right.field(join.rightBy().get(i)).type())) {
                return "has no as-of joins by " + key + " yet";
            }
        }
        DataType on = left.field(join.leftOn()).type();
        DataType other = right.field(join.rightOn()).type();
        return AsofTable.handles(on, other, search(join).needsDistances())
                ? null
                : "has no as-of joins on " + on + " and " + other + " yet";
    }

    static AsofSearch search(AsofJoin join) {
        AsofSearch.Strategy strategy =
                switch (join.strategy()) {
                    case BACKWARD -> AsofSearch.Strategy.BACKWARD;
                    case FORWARD -> AsofSearch.Strategy.FORWARD;
                    case NEAREST -> AsofSearch.Strategy.NEAREST;
                };
        Object tolerance = join.tolerance() == null ? null : join.tolerance().value();
        return new AsofSearch(strategy, join.exactMatches(), tolerance);
    }

    @Override
    public BatchStream open(CoreRun run) {
        BoundPlan.AsofJoin node = join;
        var stage = new AsofStage(node, run);
        Pipeline pipeline;
        try {
            pipeline = Pipeline.open(node.left(), run).with(CountedStage.uncounted(stage, run.counter(node)));
        } catch (Throwable e) {
            stage.close();
            throw e;
        }
        BatchStream joined = run.ordered(stage.schema(), pipeline);
        return node.checked() ? new AsofOrderCheck(joined, node, stage.build(), run.context().allocator()) : joined;
    }
}
