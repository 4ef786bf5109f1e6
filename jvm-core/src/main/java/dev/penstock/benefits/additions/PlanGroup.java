package dev.penstock.benefits.additions;

import org.jspecify.annotations.Nullable;

/// What the participants of a plan come to who are highly compensated, or those who are not. Amounts are cents.
final class PlanGroup {
    /// Ratios are counted in hundredths of a percent.
    private static final long WHOLE = 10_000;

    private final int plan;
    private final int hce;
    private long participants;
    private long contributing;
    private long unpaid;
    private long compensation;
    private final long[] cents = new long[Source.values().length];
    private long deferralRatios;
    private long contributionRatios;

    /// What contributions are summed as.
    enum Source {
        DEFERRALS(0),
        CATCH_UP(1),
        AFTER_TAX(2),
        MATCH(3),
        OTHER_EMPLOYER(4);

        private final int index;

        Source(int index) {
            this.index = index;
        }

        /// The place in arrays of all sources.
        int index() {
            return index;
        }

        /// The source of a money type; null for what is no contribution.
        static @Nullable Source of(MoneyType type) {
            return switch (type) {
                case EE_PRETAX, EE_ROTH -> DEFERRALS;
                case CATCHUP_PRETAX, CATCHUP_ROTH -> CATCH_UP;
                case EE_AFTER_TAX -> AFTER_TAX;
                case ER_MATCH -> MATCH;
                case ER_NONELECTIVE, ER_SAFE_HARBOR, ER_QNEC, ER_QMAC, FORFEITURE, MEDICAL_415L -> OTHER_EMPLOYER;
                case ROLLOVER, TRANSFER, LOAN_REPAYMENT, RESTORATIVE, EARNINGS, EXCESS_DEFERRAL_DISTRIBUTED -> null;
            };
        }
    }

    PlanGroup(int plan, int hce) {
        this.plan = plan;
        this.hce = hce;
    }

    /// Adds a participant.
    ///
    /// @param paid compensation that counts, 0 for none
    /// @param own cents of each [Source]
    void add(long paid, long[] own) {
        participants++;
        compensation = Cents.add(compensation, paid);
        for (int i = 0; i < cents.length; i++) {
            cents[i] = Cents.add(cents[i], own[i]);
        }
        contributing += own[Source.DEFERRALS.index()] > 0 ? 1 : 0;
        if (paid <= 0) {
            unpaid++;
            return;
        }
        deferralRatios += ratio(own[Source.DEFERRALS.index()], paid);
        contributionRatios += ratio(Cents.add(own[Source.MATCH.index()], own[Source.AFTER_TAX.index()]), paid);
    }

    /// The nearest hundredth of a percent, halves up.
    private static long ratio(long part, long of) {
        return (Cents.share(part, 2 * WHOLE, of) + 1) / 2;
    }

    int plan() {
        return plan;
    }

    int hce() {
        return hce;
    }

    long participants() {
        return participants;
    }

    /// Those who deferred something.
    long contributing() {
        return contributing;
    }

    /// Those without compensation, who have no ratio.
    long unpaid() {
        return unpaid;
    }

    long compensation() {
        return compensation;
    }

    long cents(Source source) {
        return cents[source.index()];
    }

    /// The mean of the participants' deferrals over their compensation, in hundredths of a percent, halves up; -1 when
    /// nobody has one.
    long deferralPercentage() {
        return mean(deferralRatios);
    }

    /// The same of their match and after-tax contributions.
    long contributionPercentage() {
        return mean(contributionRatios);
    }

    private long mean(long ratios) {
        long counted = participants - unpaid;
        return counted == 0 ? -1 : (2 * ratios + counted) / (2 * counted);
    }
}
