package dev.penstock.did.aggregate;

/// How effects are summed up (Callaway and Sant'Anna 2021, section 3).
public enum AggregationType {
    /// All effects after treatment, weighted by the groups' sizes: (3.10).
    SIMPLE,
    /// By group: (3.7), overall (3.11).
    GROUP,
    /// By the time since treatment: (3.4), balanced (3.6), overall (3.12).
    DYNAMIC,
    /// By period: (3.8), overall (3.12).
    CALENDAR
}
