package dev.penstock.benefits.additions;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Works out the annual additions of participants, one after the other. Each thread has its own.
///
/// Source: sections 415(c), 402(g), 414(v) and 401(a)(17) of the Internal Revenue Code. A limitation year has the
/// dollar limit of the calendar year in which it ends (Treas. Reg. section 1.415(j)-1(d)(2)), and the compensation
/// limit of that in which it begins (section 1.401(a)(17)-1(b)(3)); all plans of an employer group count together
/// (section 415(f)).
final class Calculator {
    /// A pay period across the end of a limitation year counts for the year in which it ends, when it is paid; a longer
    /// one could lie in any part of both.
    private static final int LONGEST_PAY_PERIOD = 31;

    private static final int HUNDRED_PERCENT = 10_000;

    /// Takes what was worked out.
    interface Sink {
        /// @param ledger the contributions behind it; good until this returns
        void accept(Outcome outcome, Ledger ledger, Deferrals deferrals);
    }

    private final AdditionsData data;
    private final Terms terms;
    private final int nearHundredths;
    private final Records contributions;
    private final Records compensation;
    private final Ledger ledger;
    private final Deferrals deferrals;
    private final List<LimitationYear> years = new ArrayList<>();

    Calculator(AdditionsData data, AdditionsRules rules) {
        this.data = data;
        this.terms = data.terms();
        this.nearHundredths = rules.nearHundredths();
        this.contributions = data.contributions().records();
        this.compensation = data.compensation().records();
        this.ledger = new Ledger(data.contributions());
        this.deferrals = new Deferrals(ledger, terms, rules.planDeferralCents(), data.planRanks());
    }

    /// All outcomes of a participant, by group, and then by year.
    void participant(int participant, Sink sink) {
        int first = contributions.first(participant);
        int end = contributions.end(participant);
        int last = -1;
        while (true) {
            // The next group in order. There is hardly ever more than one.
            int next = -1;
            for (int place = first; place < end; place++) {
                int rank = data.groupRank(Contributions.group(contributions.address(contributions.row(place))));
                if (rank > last && (next < 0 || rank < next)) {
                    next = rank;
                }
            }
            if (next < 0) {
                return;
            }
            last = next;
            ledger.fill(participant, data.groupAt(next));
            group(sink);
        }
    }

    private void group(Sink sink) {
        findYears();
        int born = data.births().day(ledger.participant());
        String unknown = ledger.unknown();
        if (years.isEmpty() && !unknown.isEmpty()) {
            sink.accept(Outcome.undetermined(ledger.participant(), ledger.group(), null, unknown), ledger, deferrals);
        }
        if (unknown.isEmpty() && born != BirthDates.UNKNOWN) {
            deferrals.fill(LocalDate.ofEpochDay(born).getYear());
        }
        for (LimitationYear year : years) {
            sink.accept(outcome(terms.of(year), born, unknown), ledger, deferrals);
        }
    }

    private void findYears() {
        years.clear();
        LimitationYears known = data.years();
        LimitationYear last = null;
        for (int row = 0; row < ledger.rows(); row++) {
            LimitationYear year = known.of(ledger.plan(row), ledger.day(row), ledger.year(row));
            if (!year.equals(last) && !years.contains(year)) {
                years.add(year);
            }
            last = year;
        }
        Collections.sort(years);
    }

    private Outcome outcome(Terms.OfLimitationYear limits, int born, String unknown) {
        LimitationYear year = limits.year();
        String reason = unknown.isEmpty() ? unknownBirth(born, year) : unknown;
        long paid = 0;
        boolean anyPay = false;
        String badPay = null;
        int participant = ledger.participant();
        for (int place = compensation.first(participant); place < compensation.end(participant); place++) {
            long row = compensation.address(compensation.row(place));
            if (Compensation.group(row) != ledger.group()
                    || Compensation.end(row) < year.first()
                    || Compensation.start(row) > year.last()) {
                continue;
            }
            boolean within = Compensation.start(row) >= year.first() && Compensation.end(row) <= year.last();
            if (!within && Compensation.end(row) - Compensation.start(row) >= LONGEST_PAY_PERIOD) {
                badPay = "a period of compensation is only partly in the year";
            } else if (Compensation.end(row) <= year.last()) {
                badPay = Compensation.amountIsNull(row) ? "an amount of compensation is missing" : badPay;
                paid = Cents.add(paid, Compensation.cents(row));
                anyPay = true;
            }
        }
        if (reason == null) {
            reason = badPay != null ? badPay : unknownPay(anyPay, paid);
        }
        return reason == null
                ? known(limits, born, paid)
                : Outcome.undetermined(participant, ledger.group(), limits, reason);
    }

    private static @Nullable String unknownBirth(int born, LimitationYear year) {
        if (born == BirthDates.UNKNOWN) {
            return "birth_date is missing";
        }
        return born > year.last() ? "birth_date is behind the year" : null;
    }

    private static @Nullable String unknownPay(boolean anyPay, long paid) {
        if (!anyPay) {
            return "compensation is missing";
        }
        return paid < 0 ? "compensation is negative" : null;
    }

    private Outcome known(Terms.OfLimitationYear limits, int born, long paid) {
        LimitationYear year = limits.year();
        long counted = 0;
        long deferred = 0;
        long delivered = 0;
        long over = 0;
        long above = 0;
        long excessDeferral = 0;
        for (int row = 0; row < ledger.rows(); row++) {
            if (!year.contains(ledger.day(row))) {
                continue;
            }
            MoneyType type = ledger.type(row);
            if (type.counts()) {
                counted = Cents.add(counted, ledger.cents(row));
            }
            if (type.role() == MoneyType.Role.DEFERRAL) {
                deferred = Cents.add(deferred, ledger.cents(row));
            } else if (type.role() == MoneyType.Role.CATCH_UP) {
                delivered = Cents.add(delivered, ledger.cents(row) - deferrals.relabelled(row));
            }
            over += deferrals.relabelled(row);
            above += deferrals.caughtUp(row);
            excessDeferral += deferrals.excess(row);
        }
        deferred = Cents.add(deferred, over);
        long additions = Cents.add(counted, over) - above;
        long limit = Math.min(limits.dollarLimit(), Math.min(paid, limits.compensationLimit()));
        long toCatchUp = Math.min(Math.max(0, additions - limit), deferred - above);
        long aboveAdditions = deferrals.takeRoom(limits.endYear(), toCatchUp);
        additions -= aboveAdditions;
        long excess = Math.max(0, additions - limit);
        int age = limits.endYear() - LocalDate.ofEpochDay(born).getYear();
        return new Outcome(
                ledger.participant(),
                ledger.group(),
                limits,
                status(additions, limit, aboveAdditions > 0 && deferrals.hasRoom(limits.endYear())),
                null,
                age,
                paid,
                limit,
                deferred,
                delivered,
                above,
                aboveAdditions,
                additions,
                excess,
                excessDeferral,
                over);
    }

    /// @param settled whether deferrals became catch-up contributions to keep the limit, and more of them could: the
    ///   additions stand at the limit then, but more of them would not exceed it
    private Status status(long additions, long limit, boolean settled) {
        if (additions > limit) {
            return Status.EXCEEDED;
        }
        boolean near =
                additions > 0
                        && Math.multiplyExact(additions, (long) HUNDRED_PERCENT)
                                >= Math.multiplyExact(limit, (long) nearHundredths);
        return near && !settled ? Status.NEAR : Status.OK;
    }
}
