package dev.penstock.evaluate.fused;

/// When a loop is used rather than the kernels.
public enum Fusing {
    NEVER,
    /// Once the JVM has compiled it, and for as long as it is the faster one.
    WHEN_FASTER,
    /// From the first row on. A loop that is interpreted takes microseconds a row, so this is for tests.
    ALWAYS
}
