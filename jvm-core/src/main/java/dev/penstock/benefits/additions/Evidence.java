package dev.penstock.benefits.additions;

import java.util.ArrayList;
import java.util.List;

/// All that an outcome depends on, as a fingerprint that does not depend on the order of rows.
final class Evidence {
    private Evidence() {}

    static String of(Outcome outcome, Ledger ledger, AdditionsData data, AdditionsRules rules) {
        var all = new Fingerprint("penstock.benefits.inputs/1");
        all.add(data.people().participants().text(outcome.participant()));
        all.add(data.people().groups().text(outcome.group()));
        all.add(data.births().day(outcome.participant()));
        all.add(rules.fractionalMonths().name());
        all.add(rules.planDeferralCents());
        all.add(rules.correctionOrder().toString());
        all.add(String.valueOf(outcome.reason()));
        Terms.OfLimitationYear year = outcome.year();
        if (year != null) {
            all.add(year.year().first()).add(year.year().last());
            all.add(year.dollarLimit()).add(year.compensationLimit());
            for (int calendar = year.year().start().getYear(); calendar <= year.endYear(); calendar++) {
                all.add(calendarTerms(calendar, ledger, data));
            }
        }
        contributions(ledger, data).forEach(all::add);
        compensation(outcome, data).forEach(all::add);
        return rules.shown(all.text());
    }

    /// The limits of a year that has contributions; others may have none.
    private static String calendarTerms(int calendar, Ledger ledger, AdditionsData data) {
        for (int row = 0; row < ledger.rows(); row++) {
            if (ledger.year(row) == calendar) {
                return data.terms().of(calendar).toString();
            }
        }
        return "";
    }

    private static List<String> contributions(Ledger ledger, AdditionsData data) {
        var rows = new ArrayList<String>();
        for (int row = 0; row < ledger.rows(); row++) {
            int match = ledger.matchedBy(row);
            // Not formatted(), which would take most of the time of all events.
            rows.add(
                    ledger.day(row)
                            + " "
                            + ledger.type(row)
                            + " "
                            + (match == MoneyTypes.NONE ? "-" : MoneyType.of(match))
                            + " "
                            + ledger.cents(row)
                            + " "
                            + data.people().plans().text(ledger.plan(row)));
        }
        rows.sort(null);
        return rows;
    }

    private static List<String> compensation(Outcome outcome, AdditionsData data) {
        var rows = new ArrayList<String>();
        Records records = data.compensation().records();
        for (int place = records.first(outcome.participant()); place < records.end(outcome.participant()); place++) {
            long row = records.address(records.row(place));
            if (Compensation.group(row) == outcome.group()) {
                rows.add(Compensation.start(row) + " " + Compensation.end(row) + " " + Compensation.cents(row));
            }
        }
        rows.sort(null);
        return rows;
    }
}
