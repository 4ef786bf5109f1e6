package dev.penstock.run;

/// What a node of a plan did in a run, as a value.
///
/// @param rows that it delivered; -1 when nobody counted them, because the node was one with others
/// @param bytes that its rows took up as columns; 0 when they were never columns of their own
/// @param nanoseconds of work, of all threads together, without that of the nodes below and without waiting
/// @param spilledBytes that it wrote to the disk because memory was short
/// @param began when it first did something, in nanoseconds from the start of the run
/// @param ended when it last did something, likewise
public record NodeReport(long rows, long bytes, long nanoseconds, long spilledBytes, long began, long ended) {}
