package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.AsofJoin;
import dev.penstock.kernel.join.AsofProbe;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;

/// The part of a pipeline that looks rows up in the right side of an as-of join, which it holds. Where the order of the
/// left side is to be checked, two columns come behind those of the join: the row's group, an int32, and its word, a
/// uint64.
record AsofStage(AsofJoin join, AsofBuild build, CoreRun run) implements Stage {
    AsofStage(AsofJoin join, CoreRun run) {
        this(join, new AsofBuild(join, run), run);
    }

    /// The columns of what comes of it.
    Schema schema() {
        if (!join.checked()) {
            return join.schema();
        }
        var fields = new ArrayList<Field>(join.schema().fields());
        fields.add(new Field(fresh("group"), Types.INT32, false));
        fields.add(new Field(fresh("word"), Types.UINT64, false));
        return new Schema(fields, join.schema().metadata());
    }

    private String fresh(String name) {
        String fresh = "#" + name;
        while (join.schema().contains(fresh)) {
            fresh = "#" + fresh;
        }
        return fresh;
    }

    @Override
    public void prepare() {
        build.prepare();
    }

    @Override
    public Step step() {
        int rows = Math.min(run.morselRows(), AsofProbe.MOST_ROWS);
        return new AsofStep(join, schema(), build, rows, run.context());
    }

    @Override
    public void close() {
        build.close();
    }
}
