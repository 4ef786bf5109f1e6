package dev.penstock.evaluate;

/// A part of a compiled expression: computes a chunk of values, once for each chunk however many others use it. Belongs
/// to one worker.
abstract class Node implements AutoCloseable {
    private final Kind kind;
    private final Lanes lanes = new Lanes();
    private long stamp = -1;

    Node(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /// The values on the rows that `rows` looks at. They stay the node's, and last until the next chunk.
    final Lanes of(Rows rows) {
        if (stamp != rows.stamp()) {
            compute(rows, lanes);
            stamp = rows.stamp();
        }
        return lanes;
    }

    abstract void compute(Rows rows, Lanes to);

    @Override
    public void close() {}
}
