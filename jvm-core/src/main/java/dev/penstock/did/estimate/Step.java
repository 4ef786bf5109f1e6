package dev.penstock.did.estimate;

/// Something that needs sums over all units.
interface Step {
    /// Whether the step looks at the rows of such a block at all.
    boolean concerns(UnitBlock block);

    /// How many sums.
    int sums();

    /// Adds what the rows of a block contribute. Called by several threads, each with a block and an array of its own.
    void add(UnitBlock block, BlockRows rows, double[] into, int at);

    /// Takes the sums over all blocks, which lie in `from` from `at` on.
    void take(double[] from, int at);
}
