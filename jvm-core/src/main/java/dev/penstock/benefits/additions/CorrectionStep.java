package dev.penstock.benefits.additions;

/// What is taken back of additions above the limit, one step after the other.
enum CorrectionStep {
    /// Pays after-tax contributions out that are not matched.
    UNMATCHED_AFTER_TAX,
    /// Pays deferrals out that are not matched.
    UNMATCHED_DEFERRALS,
    /// Pays matched after-tax contributions out, and forfeits their match.
    MATCHED_AFTER_TAX,
    /// Pays matched deferrals out, and forfeits their match.
    MATCHED_DEFERRALS,
    /// Forfeits nonelective contributions, such as profit sharing.
    NONELECTIVE,
    /// Forfeits what is left of the employer's contributions: match, then nonelective, then the others.
    EMPLOYER
}
