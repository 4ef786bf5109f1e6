package dev.penstock.did.aggregate;

/// What the limits of a summary's rows are.
public enum Band {
    /// Each row's own interval.
    POINTWISE,
    /// Simultaneous, from the draws that the cells have theirs from.
    MULTIPLIER,
    /// Simultaneous, from draws of a normal distribution with the result's covariance: the result has no draws that
    /// would do.
    NORMAL
}
