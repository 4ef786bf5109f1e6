package dev.penstock.function;

/// A function of Penstock's own that looks at one row after the other, in Java: for what neither kernels nor SQL say.
/// Implementations are values without state, so that equal calls are computed once.
public interface OwnFunction {
    /// Answers some rows; rows that get no answer are null. Several threads call it at once.
    void apply(Arguments arguments, Answer answer);

    /// Whether a row on which an argument is null has the answer null. Then the function need not look at nulls.
    default boolean strict() {
        return true;
    }
}
