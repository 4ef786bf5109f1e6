package dev.penstock.evaluate;

import dev.penstock.memory.Native;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a compiled expression: computes a chunk of values, once for each chunk however many others use it. Belongs
/// to one worker.
abstract class Node {
    private final Kind kind;
    private @Nullable Lanes lanes;
    private long stamp = -1;

    Node(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /// The values on the rows that `rows` looks at. They stay the node's, and last until the next chunk.
    final Lanes of(Rows rows) {
        Lanes known = lanes(rows);
        if (stamp != rows.stamp()) {
            compute(rows, known);
            stamp = rows.stamp();
        }
        return known;
    }

    /// The same, with the values written to `target` as they lie in their lanes: computed there if they can be, so that
    /// a result is written once. Not for bits and byte strings.
    final Lanes into(long target, Rows rows) {
        Lanes known = lanes(rows);
        known.target(writesAnew() ? target : 0);
        of(rows);
        known.target(0);
        if (known.values() != target) {
            Native.copy(known.values(), target, (long) rows.count() * kind.bytes());
        }
        return known;
    }

    final Lanes lanes(Rows rows) {
        Lanes known = lanes;
        if (known == null) {
            known = new Lanes(kind, rows);
            lanes = known;
        }
        return known;
    }

    /// The nodes that this one reads.
    List<Node> inputs() {
        return List.of();
    }

    /// Whether each chunk's values are written anew, and no more of them than the chunk has.
    boolean writesAnew() {
        return false;
    }

    abstract void compute(Rows rows, Lanes to);
}
