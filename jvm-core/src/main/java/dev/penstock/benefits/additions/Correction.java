package dev.penstock.benefits.additions;

import dev.penstock.benefits.additions.Event.Action;
import dev.penstock.benefits.additions.Holdings.Holding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Takes what is above the limit back, step by step, to the cent.
///
/// Source: EPCRS, Rev. Proc. 2021-30, section 6.06(2). Its first two steps are known from commentary that quotes them;
/// the others are to be confirmed by counsel.
final class Correction {
    /// The order in which the employer's contributions are forfeited.
    private static final List<MoneyType> EMPLOYERS =
            List.of(
                    MoneyType.ER_MATCH,
                    MoneyType.ER_NONELECTIVE,
                    MoneyType.FORFEITURE,
                    MoneyType.ER_SAFE_HARBOR,
                    MoneyType.ER_QMAC,
                    MoneyType.ER_QNEC);

    private final Outcome outcome;
    private final Holdings holdings;
    private final String fingerprint;
    private final List<Event> events = new ArrayList<>();
    private long excess;

    private Correction(Outcome outcome, Holdings holdings, String fingerprint) {
        this.outcome = outcome;
        this.holdings = holdings;
        this.fingerprint = fingerprint;
        this.excess = outcome.excess();
    }

    /// What is to be done about an outcome that is known.
    ///
    /// @param order of the steps
    static List<Event> of(Outcome outcome, Holdings holdings, List<CorrectionStep> order, String fingerprint) {
        var correction = new Correction(outcome, holdings, fingerprint);
        correction.reclassify(outcome.aboveDeferrals(), "deferrals above the limit for deferrals");
        correction.reclassify(outcome.aboveAdditions(), "additions above section 415(c), with room for catch-up");
        for (int step = 0; step < order.size() && correction.excess > 0; step++) {
            correction.step(order.get(step), step + 1);
        }
        correction.tell(correction.excess, "additions above section 415(c) that no step takes back");
        correction.tell(outcome.excessDeferral(), "deferrals above section 402(g)");
        correction.tell(outcome.overLimit(), "catch-up contributions above their limit are deferrals");
        if (outcome.status() == Status.NEAR) {
            correction.add(
                    Event.NO_PLAN, 0, Action.NOTIFY, null, outcome.limit() - outcome.additions(), "near the limit");
        }
        return correction.events;
    }

    /// The one event of an outcome that is undetermined.
    static List<Event> undetermined(Outcome outcome, String reason, String fingerprint) {
        return List.of(
                new Event(
                        outcome, Event.NO_PLAN, 0, Action.NOTIFY, null, -1, "undetermined: " + reason, 0, fingerprint));
    }

    /// Deferrals that are not matched become catch-up contributions first.
    private void reclassify(long cents, String reason) {
        long left = cents;
        for (boolean matched : new boolean[] {false, true}) {
            for (Holding holding : holdings.all()) {
                if (holding.type().role() == MoneyType.Role.DEFERRAL && holding.isMatched() == matched) {
                    long taken = holding.take(left);
                    left -= taken;
                    if (taken > 0) {
                        add(holding.plan(), 0, Action.RECLASSIFY_CATCHUP, holding.type(), taken, reason);
                    }
                }
            }
        }
    }

    private void step(CorrectionStep step, int number) {
        switch (step) {
            case UNMATCHED_AFTER_TAX -> unmatched(MoneyType.Role.AFTER_TAX, number);
            case UNMATCHED_DEFERRALS -> unmatched(MoneyType.Role.DEFERRAL, number);
            case MATCHED_AFTER_TAX -> matched(MoneyType.Role.AFTER_TAX, number);
            case MATCHED_DEFERRALS -> matched(MoneyType.Role.DEFERRAL, number);
            case NONELECTIVE -> employer(MoneyType.ER_NONELECTIVE, number);
            case EMPLOYER -> EMPLOYERS.forEach(type -> employer(type, number));
        }
    }

    private void unmatched(MoneyType.Role role, int step) {
        take(
                holding -> holding.type().role() == role && !holding.isMatched(),
                step,
                Action.DISTRIBUTE,
                role == MoneyType.Role.AFTER_TAX
                        ? "after-tax contributions that are not matched"
                        : "deferrals that are not matched");
    }

    private void employer(MoneyType type, int step) {
        take(holding -> holding.type() == type, step, Action.FORFEIT, "contributions of the employer");
    }

    private void take(Predicate<Holding> which, int step, Action action, String reason) {
        for (Holding holding : holdings.all()) {
            if (which.test(holding)) {
                move(holding, step, action, excess, reason);
            }
        }
    }

    /// Contributions go with their match: of e cents, c contributions and m match, e x m / (c + m), cut to cents, is
    /// match, and the rest contribution.
    private void matched(MoneyType.Role role, int step) {
        for (Holding holding : holdings.all()) {
            if (holding.type().role() != role || !holding.isMatched() || holding.cents() == 0 || excess == 0) {
                continue;
            }
            Holding match = holdings.match(holding);
            long mostMatch =
                    match == null
                            ? 0
                            : Math.min(
                                    match.cents(),
                                    Cents.share(holding.cents(), holding.matchAtFirst(), holding.matchedAtFirst()));
            long matchCents = mostMatch;
            long ownCents = holding.cents();
            if (excess < ownCents + mostMatch) {
                long shared =
                        Cents.share(
                                excess,
                                holding.matchAtFirst(),
                                Cents.add(holding.matchedAtFirst(), holding.matchAtFirst()));
                matchCents = Math.min(shared, mostMatch);
                ownCents = excess - matchCents;
            }
            String what = role == MoneyType.Role.AFTER_TAX ? "after-tax contributions" : "deferrals";
            move(holding, step, Action.DISTRIBUTE, ownCents, "matched " + what);
            if (match != null) {
                move(match, step, Action.FORFEIT, matchCents, "match of " + what);
            }
        }
    }

    private void move(Holding holding, int step, Action action, long most, String reason) {
        long taken = holding.take(most);
        excess -= taken;
        if (taken > 0) {
            add(holding.plan(), step, action, holding.type(), taken, reason);
        }
    }

    private void tell(long cents, String reason) {
        if (cents > 0) {
            add(Event.NO_PLAN, 0, Action.NOTIFY, null, cents, reason);
        }
    }

    private void add(int plan, int step, Action action, @Nullable MoneyType type, long cents, String reason) {
        events.add(new Event(outcome, plan, step, action, type, cents, reason, events.size(), fingerprint));
    }
}
