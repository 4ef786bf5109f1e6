package dev.penstock.did.aggregate;

import org.jspecify.annotations.Nullable;

/// One effect of a summary.
///
/// @param key the group, the time since treatment or the period; null for the overall effect
/// @param effect NaN when there is none
/// @param se the standard error; NaN when there is none
/// @param critical the critical value of its limits
public record AggregateRow(@Nullable Long key, double effect, double se, double critical) {
    /// What R's `did` calls it.
    public String term() {
        return key == null ? "ATT" : "ATT(" + key + ")";
    }
}
