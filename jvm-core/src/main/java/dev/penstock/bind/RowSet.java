package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some rows of a group, in some order, with a value on each: what an aggregate sees.
///
/// @param value over the scope's columns
/// @param filter a boolean column of the scope, true on the rows that count; null when all do
/// @param orderBy columns of the scope; empty means input order
record RowSet(BoundExpr value, @Nullable String filter, List<Key> orderBy) {}
