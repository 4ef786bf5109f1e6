package dev.penstock.benefits.limits;

/// The limits that are known. Their names are the codes in tables.
public enum LimitCode {
    /// The most that may be added to a participant's accounts in a limitation year: section 415(c)(1)(A).
    ANNUAL_ADDITIONS_415C,
    /// The most compensation that a plan may look at: section 401(a)(17).
    COMPENSATION_401A17,
    /// The most that a participant may defer in a calendar year: section 402(g)(1).
    ELECTIVE_DEFERRALS_402G,
    /// What participants may add from the year on in which they reach 50: section 414(v)(2)(B)(i).
    CATCH_UP_50,
    /// The same in the years in which they reach 60, 61, 62 or 63, from 2025 on: section 414(v)(2)(E)(i).
    CATCH_UP_60_63
}
