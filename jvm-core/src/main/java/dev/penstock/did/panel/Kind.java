package dev.penstock.did.panel;

/// How units and periods lie in a table.
public enum Kind {
    /// Every unit in every period.
    BALANCED,
    /// Units that miss periods.
    UNBALANCED,
    /// Rows that belong to no unit: each is one of its own.
    CROSS_SECTIONS
}
