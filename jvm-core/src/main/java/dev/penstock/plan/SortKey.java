package dev.penstock.plan;

/// What to sort by. Nulls come first in both directions unless `nullsLast`; NaN is greater than every number.
public record SortKey(Expr expression, boolean descending, boolean nullsLast) {}
