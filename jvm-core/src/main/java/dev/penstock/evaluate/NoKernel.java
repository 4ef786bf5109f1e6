package dev.penstock.evaluate;

/// Thrown while an expression is compiled: this engine cannot compute it, another one must.
final class NoKernel extends RuntimeException {
    /// @param what there is no kernel for
    NoKernel(String what) {
        super("no kernel for " + what, null, false, false);
    }
}
