package dev.penstock;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Column;
import dev.penstock.column.ColumnBytes;
import dev.penstock.column.Frame;
import dev.penstock.optimize.Tables;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What is known of tables, and how wide the columns of frames are. Looks at all batches of a frame when it is asked,
/// so it is for people who ask and not for every plan.
record FrameWidths(Tables tables, Sources sources) implements Tables {
    @Override
    public OptionalLong rows(BoundPlan leaf) {
        return tables.rows(leaf);
    }

    @Override
    public @Nullable Range range(BoundPlan leaf, String column) {
        return tables.range(leaf, column);
    }

    @Override
    public OptionalInt columns(BoundPlan leaf) {
        return tables.columns(leaf);
    }

    @Override
    public OptionalDouble width(BoundPlan leaf, String column) {
        if (!(leaf instanceof BoundPlan.FrameScan(String handle, _))) {
            return tables.width(leaf, column);
        }
        try (Frame frame = sources.frame(handle).share()) {
            long bytes = 0;
            for (var batch : frame.batches()) {
                Column rows = batch.column(batch.schema().indexOf(column));
                bytes += ColumnBytes.of(rows.data());
            }
            return frame.rows() == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) bytes / frame.rows());
        }
    }
}
