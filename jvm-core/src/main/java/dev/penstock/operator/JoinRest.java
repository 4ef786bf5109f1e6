package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.kernel.Empty;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// What comes of the rows that probe, and then rows of the built side: those without a partner beside nulls, or for a
/// semi join those with one.
final class JoinRest implements BatchStream {
    private final BatchStream probed;
    private final JoinShape shape;
    private final JoinBuild build;
    private final int batchRows;
    private boolean probing = true;
    private long row;

    /// Adopts the stream, which closes the build.
    JoinRest(BatchStream probed, JoinShape shape, JoinBuild build, int batchRows) {
        this.probed = probed;
        this.shape = shape;
        this.build = build;
        this.batchRows = batchRows;
    }

    @Override
    public Schema schema() {
        return probed.schema();
    }

    @Override
    public @Nullable Batch next() {
        if (probing) {
            Batch batch = probed.next();
            if (batch != null) {
                return batch;
            }
            probing = false;
        }
        return build.ifOpen(this::rest);
    }

    private @Nullable Batch rest() {
        if (build.parts() != null) {
            // Each part had its own.
            return null;
        }
        boolean wanted = shape.restIsMatched();
        try (Block numbers = build.allocator().allocate(Selection.bytes(batchRows))) {
            long count = 0;
            for (; row < build.rowCount() && count < batchRows; row++) {
                Native.putInt(numbers.address() + (count << 2), (int) row);
                count += build.isMarked(row) == wanted ? 1 : 0;
            }
            return count == 0 ? null : batch(new Selection(numbers.address(), count));
        }
    }

    private Batch batch(Selection rows) {
        var columns = new ArrayList<Column>();
        try {
            for (Field field : schema().fields()) {
                columns.add(
                        build.schema().contains(field.name())
                                ? build.gathered(build.schema().indexOf(field.name()), rows)
                                : Empty.nulls(field.type(), rows.count(), build.allocator()));
            }
            return new Batch(schema(), rows.count(), columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    @Override
    public void close() {
        probed.close();
    }
}
