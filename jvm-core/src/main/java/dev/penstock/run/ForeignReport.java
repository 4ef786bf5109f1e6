package dev.penstock.run;

/// What a foreign engine says of a plan that it ran with an eye on itself, as a value.
///
/// @param operators the one that delivered the rows, and those below it
/// @param nanoseconds of work, of all threads together
/// @param peakBytes the most memory that the engine held for the plan at one time
/// @param spilledBytes the most that it had on the disk at one time, because memory was short
public record ForeignReport(OperatorReport operators, long nanoseconds, long peakBytes, long spilledBytes) {}
