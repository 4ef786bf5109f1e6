package dev.penstock.kernel.sort;

import dev.penstock.column.ArrayData;

/// A column that orders rows.
public record SortKey(ArrayData values, SortOrder order) {}
