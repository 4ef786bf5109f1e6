package dev.penstock.kernel.sort;

/// In which direction a column orders rows, and where its nulls go: first or last, whatever the direction.
public record SortOrder(boolean descending, boolean nullsLast) {
    /// The least value first, and nulls before it.
    public static final SortOrder ASCENDING = new SortOrder(false, false);
}
