package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.run.NodeCounter;
import dev.penstock.run.WorkClock;
import dev.penstock.type.Schema;
import org.jspecify.annotations.Nullable;

/// A node's rows on their way to whoever reads them, counted.
///
/// @param countsRows whether the rows are counted here, and not where they are made
record CountedStream(BatchStream stream, NodeCounter node, boolean countsRows) implements BatchStream {
    CountedStream {
        if (countsRows) {
            node.expectRows();
        }
    }

    @Override
    public Schema schema() {
        return stream.schema();
    }

    @Override
    public @Nullable Batch next() {
        NodeCounter before = WorkClock.turnTo(node);
        try {
            Batch batch = stream.next();
            if (batch != null && countsRows) {
                node.add(batch.rows(), QueuedBytes.of(batch));
            }
            return batch;
        } finally {
            WorkClock.turnTo(before);
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
