package dev.penstock.benefits.limits;

import java.util.List;

/// Where limits come from: the table that Penstock brings, or one that a caller gives.
public interface RegulatoryLimits {
    /// What answers name as the version of their limits.
    String version();

    /// The amount in cents.
    ///
    /// @throws dev.penstock.error.PenstockException with code COMPUTE for a year that is not there; nothing is carried
    ///   over from another year
    long cents(LimitCode code, int year);

    /// All of them, by year and code.
    List<RegulatoryLimit> all();
}
