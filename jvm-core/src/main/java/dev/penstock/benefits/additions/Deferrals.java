package dev.penstock.benefits.additions;

import java.util.Arrays;

/// The elective deferrals of a participant against the limits of each calendar year: which part of them is a catch-up
/// contribution, and which is too much.
///
/// Within a year the limit is used up day by day, so what is above it are the last deferrals; of those, the first are
/// catch-up contributions, as far as there is room.
final class Deferrals {
    private final Ledger ledger;
    private final Terms terms;
    private final long planLimit;
    private final int[] planRanks;

    /// For each row of the ledger, in cents.
    private long[] caughtUp = {};

    private long[] excess = {};
    private long[] relabelled = {};

    // For each calendar year with contributions.
    private int years;
    private int[] year = new int[4];
    private long[] room = new long[4];

    /// @param planLimit cents that the plan lets participants defer in a calendar year
    /// @param planRanks places of the plans in the order of their ids
    Deferrals(Ledger ledger, Terms terms, long planLimit, int[] planRanks) {
        this.ledger = ledger;
        this.planRanks = planRanks;
        this.terms = terms;
        this.planLimit = planLimit;
    }

    /// Looks at what is in the ledger now.
    ///
    /// @param birthYear the year in which the participant was born
    void fill(int birthYear) {
        if (caughtUp.length < ledger.rows()) {
            caughtUp = new long[2 * ledger.rows()];
            excess = new long[2 * ledger.rows()];
            relabelled = new long[2 * ledger.rows()];
        } else {
            Arrays.fill(caughtUp, 0, ledger.rows(), 0);
            Arrays.fill(excess, 0, ledger.rows(), 0);
            Arrays.fill(relabelled, 0, ledger.rows(), 0);
        }
        years = 0;
        int from = 0;
        while (from < ledger.rows()) {
            int end = from + 1;
            while (end < ledger.rows() && ledger.year(end) == ledger.year(from)) {
                end++;
            }
            year(from, end, terms.of(ledger.year(from)), birthYear);
            from = end;
        }
    }

    /// One calendar year, which is rows `from` to `end`.
    private void year(int from, int end, Terms.OfCalendarYear limits, int birthYear) {
        long deferred = 0;
        long delivered = 0;
        for (int row = from; row < end; row++) {
            switch (ledger.type(row).role()) {
                case DEFERRAL -> deferred = Cents.add(deferred, ledger.cents(row));
                case CATCH_UP -> delivered = Cents.add(delivered, ledger.cents(row));
                case AFTER_TAX, EMPLOYER, MEDICAL, NONE -> {}
            }
        }
        long left = limits.room(limits.year() - birthYear);
        long over = Math.max(0, delivered - left);
        left -= delivered - over;
        if (over > 0) {
            ledger.orderDays(planRanks);
            takeLast(from, end, over, relabelled, MoneyType.Role.CATCH_UP);
            deferred = Cents.add(deferred, over);
        }
        long above = Math.max(0, deferred - Math.min(limits.deferrals(), planLimit));
        long taken = Math.min(above, left);
        if (above > 0) {
            takeLast(from, end, Math.max(0, deferred - taken - limits.deferrals()), excess, MoneyType.Role.DEFERRAL);
            takeLast(from, end, taken, caughtUp, MoneyType.Role.DEFERRAL);
        }
        remember(limits.year(), left - taken);
    }

    /// Takes `cents` of the last rows that have a role, or were relabelled to it.
    private void takeLast(int from, int end, long cents, long[] to, MoneyType.Role role) {
        long left = cents;
        for (int row = end - 1; row >= from && left > 0; row--) {
            long all = ledger.type(row).role() == role ? ledger.cents(row) : 0;
            if (role == MoneyType.Role.DEFERRAL) {
                all += relabelled[row] - excess[row] - caughtUp[row];
            }
            long taken = Math.min(left, all);
            to[row] += taken;
            left -= taken;
        }
    }

    private void remember(int ofYear, long left) {
        if (years == year.length) {
            year = Arrays.copyOf(year, 2 * years);
            room = Arrays.copyOf(room, 2 * years);
        }
        year[years] = ofYear;
        room[years++] = left;
    }

    /// Deferrals of a row, in cents, that are catch-up contributions.
    long caughtUp(int row) {
        return caughtUp[row];
    }

    /// Deferrals of a row, in cents, that are above section 402(g).
    long excess(int row) {
        return excess[row];
    }

    /// Catch-up contributions of a row, in cents, that are deferrals because there is no room.
    long relabelled(int row) {
        return relabelled[row];
    }

    /// Takes up to `most` cents of the room that a calendar year has left.
    ///
    /// @return how much that is
    long takeRoom(int ofYear, long most) {
        for (int i = 0; i < years; i++) {
            if (year[i] == ofYear) {
                long taken = Math.min(most, room[i]);
                room[i] -= taken;
                return taken;
            }
        }
        return 0;
    }

    /// Whether a calendar year has room left.
    boolean hasRoom(int ofYear) {
        for (int i = 0; i < years; i++) {
            if (year[i] == ofYear) {
                return room[i] > 0;
            }
        }
        return false;
    }
}
