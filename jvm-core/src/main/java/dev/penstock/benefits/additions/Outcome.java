package dev.penstock.benefits.additions;

import org.jspecify.annotations.Nullable;

/// What the rules say of a participant in one employer group and limitation year. Amounts are cents; they are 0 where
/// the status is undetermined.
///
/// @param year null when contributions have no day and so no year
/// @param reason why the status is undetermined; null when it is not
/// @param age reached by 31 December of the year in which the limitation year ends
/// @param compensation as it was paid, before the limit of section 401(a)(17)
/// @param limit the lesser of the dollar limit and the compensation that counts
/// @param deferrals elective deferrals, with those that became catch-up contributions
/// @param delivered catch-up contributions that were delivered as such and have room
/// @param aboveDeferrals deferrals above the limit for deferrals that became catch-up contributions
/// @param aboveAdditions deferrals above the limit for additions that became catch-up contributions
/// @param additions the annual additions
/// @param excess additions above the limit
/// @param excessDeferral deferrals above section 402(g) that nothing took
/// @param overLimit catch-up contributions without room, which are deferrals
record Outcome(
        int participant,
        int group,
        Terms.@Nullable OfLimitationYear year,
        Status status,
        @Nullable String reason,
        int age,
        long compensation,
        long limit,
        long deferrals,
        long delivered,
        long aboveDeferrals,
        long aboveAdditions,
        long additions,
        long excess,
        long excessDeferral,
        long overLimit) {
    static Outcome undetermined(int participant, int group, Terms.@Nullable OfLimitationYear year, String reason) {
        return new Outcome(participant, group, year, Status.UNDETERMINED, reason, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    boolean isKnown() {
        return status != Status.UNDETERMINED;
    }

    /// All catch-up contributions.
    long catchUp() {
        return delivered + aboveDeferrals + aboveAdditions;
    }

    /// Compensation, at most the limit of section 401(a)(17).
    long countedCompensation() {
        return year == null ? 0 : Math.min(compensation, year.compensationLimit());
    }
}
