package dev.penstock.kernel.group;

/// In which direction a column orders the rows of a group, and where its nulls go, whatever the direction.
public record RowOrdering(boolean descending, boolean nullsLast) {}
