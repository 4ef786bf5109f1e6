package dev.penstock.operator;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.evaluate.RowProgram;
import dev.penstock.kernel.join.JoinTable;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A join: one side is built into a table, and the other one looks its partners up as its rows come.
record JoinOperator(BoundPlan.Join join) implements Operator {
    @Override
    public @Nullable String refusal() {
        Schema left = join.left().schema();
        Schema right = join.right().schema();
        for (int i = 0; i < join.leftKeys().size(); i++) {
            DataType key = left.field(join.leftKeys().get(i)).type();
            if (!JoinTable.handles(key, right.field(join.rightKeys().get(i)).type())) {
                return "has no joins by " + key + " yet";
            }
        }
        BoundExpr condition = join.condition();
        if (condition == null) {
            return null;
        }
        var fields = new ArrayList<Field>(left.fields());
        fields.addAll(right.fields());
        return RowProgram.refusal(condition, new Schema(fields));
    }

    @Override
    public Operator in(CoreRun run) {
        JoinShape shape = JoinShape.of(join, run.context().cardinality());
        return shape.hasRest() || shape.checksProbe() ? new WholeJoinOperator(shape) : new ProbeOperator(shape);
    }

    @Override
    public BatchStream open(CoreRun run) {
        return in(run).open(run);
    }
}
