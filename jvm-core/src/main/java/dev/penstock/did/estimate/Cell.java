package dev.penstock.did.estimate;

/// A group in a period: what one ATT(g,t) is about.
///
/// @param group the first treated period
/// @param time the index of the period among the panel's
/// @param base the index of the period that it is compared with; negative when the group has none
/// @param post whether the group is treated by then
/// @param reference whether it is compared with itself, and its effect 0 by convention
public record Cell(long group, int time, int base, boolean post, boolean reference) {
    /// The earlier of the two periods, whose covariates and weights count.
    int earlier() {
        return Math.min(time, base);
    }
}
