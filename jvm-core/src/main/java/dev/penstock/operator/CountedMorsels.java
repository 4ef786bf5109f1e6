package dev.penstock.operator;

import dev.penstock.run.NodeCounter;
import dev.penstock.run.WorkClock;
import org.jspecify.annotations.Nullable;

/// A node's rows in pieces, counted.
record CountedMorsels(Morsels morsels, NodeCounter node) implements Morsels {
    CountedMorsels {
        node.expectRows();
    }

    @Override
    public @Nullable Morsel next() {
        NodeCounter before = WorkClock.turnTo(node);
        try {
            Morsel morsel = morsels.next();
            if (morsel != null) {
                long all = Math.max(1, morsel.batch().rows());
                node.add(morsel.rows(), QueuedBytes.of(morsel.batch()) * morsel.rows() / all);
            }
            return morsel;
        } finally {
            WorkClock.turnTo(before);
        }
    }

    @Override
    public boolean isPrompt() {
        return morsels.isPrompt();
    }

    @Override
    public void close() {
        morsels.close();
    }
}
