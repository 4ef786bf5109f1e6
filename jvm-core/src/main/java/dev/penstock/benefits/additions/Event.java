package dev.penstock.benefits.additions;

import org.jspecify.annotations.Nullable;

/// One thing to be done about the additions of a participant in a limitation year.
///
/// @param outcome what it is about
/// @param plan whose money it is; -1 where it is about no plan
/// @param step the place of the step in the order of correction, from 1; 0 outside of it
/// @param type what money is moved; null where none is
/// @param cents how much; negative where no amount is known
/// @param ordinal the place among the events of the outcome
/// @param fingerprint of all that the outcome depends on
record Event(
        Outcome outcome,
        int plan,
        int step,
        Action action,
        @Nullable MoneyType type,
        long cents,
        String reason,
        int ordinal,
        String fingerprint) {
    static final int NO_PLAN = -1;

    /// What is to be done.
    enum Action {
        /// Pay out to the participant.
        DISTRIBUTE,
        /// Move to an account of nobody's.
        FORFEIT,
        /// Call a deferral a catch-up contribution.
        RECLASSIFY_CATCHUP,
        /// Tell somebody: no money is moved by this.
        NOTIFY
    }
}
