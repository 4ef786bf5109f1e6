package dev.penstock.kernel.group;

/// Which of the rows that are the same is chosen.
public enum Kept {
    FIRST,
    LAST,
    /// None of several: only rows that are like no other are chosen.
    ALONE
}
