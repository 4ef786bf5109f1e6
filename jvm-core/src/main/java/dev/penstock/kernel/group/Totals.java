package dev.penstock.kernel.group;

/// Sums that means are made of.
interface Totals {
    double get(long group);
}
