package dev.penstock.benefits.additions;

import dev.penstock.benefits.limits.LimitRows;
import dev.penstock.benefits.limits.PublishedLimits;
import dev.penstock.column.BatchStream;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.NamedInputs;
import dev.penstock.type.Schema;
import java.util.List;

/// All inputs of the rules for annual additions, read and sorted by participant.
final class AdditionsData implements AutoCloseable {
    private static final List<String> REQUIRED = List.of(Contributions.TABLE, Compensation.TABLE, BirthDates.TABLE);
    private static final List<String> OPTIONAL = List.of(LimitationYears.TABLE, "limits");

    private final People people;
    private final Contributions contributions;
    private final Compensation compensation;
    private final BirthDates births = new BirthDates();
    private final LimitationYears years = new LimitationYears();
    private final Terms terms;
    private final int[] groupOrder;
    private final int[] groupRanks;
    private final int[] planRanks;

    /// @throws dev.penstock.error.PenstockException for inputs or columns that are missing or do not fit
    static Schema check(String function, AdditionsRules rules, List<Schema> inputs) {
        NamedInputs names = NamedInputs.of(function, rules.inputs(), REQUIRED, OPTIONAL, inputs.size());
        Schema contributions = names.get(Contributions.TABLE, inputs);
        Contributions.check(new Table(Contributions.TABLE, contributions));
        Compensation.check(new Table(Compensation.TABLE, names.get(Compensation.TABLE, inputs)), contributions);
        BirthDates.check(new Table(BirthDates.TABLE, names.get(BirthDates.TABLE, inputs)), contributions);
        Schema limitationYears = names.find(LimitationYears.TABLE, inputs);
        if (limitationYears != null) {
            LimitationYears.check(new Table(LimitationYears.TABLE, limitationYears), contributions);
        }
        Schema limits = names.find("limits", inputs);
        if (limits != null) {
            LimitRows.check(limits);
        }
        return contributions;
    }

    /// Reads all inputs, which are closed.
    AdditionsData(String function, AdditionsRules rules, List<BatchStream> inputs, FunctionContext context) {
        NamedInputs names = NamedInputs.of(function, rules.inputs(), REQUIRED, OPTIONAL, inputs.size());
        BatchStream given = names.get(Contributions.TABLE, inputs);
        people = new People(given.schema(), context.allocator());
        contributions = new Contributions(context.allocator());
        compensation = new Compensation(context.allocator());
        try {
            contributions.read(given, people, rules.moneyTypes(), context);
            compensation.read(names.get(Compensation.TABLE, inputs), people, context);
            births.read(names.get(BirthDates.TABLE, inputs), people.participants(), context);
            BatchStream limitationYears = names.find(LimitationYears.TABLE, inputs);
            if (limitationYears != null) {
                years.read(limitationYears, people.plans(), context);
            }
            BatchStream limits = names.find("limits", inputs);
            terms =
                    new Terms(
                            limits == null ? PublishedLimits.get() : LimitRows.read(limits, context),
                            rules.fractionalMonths());
            contributions.records().group(people.participants().count());
            compensation.records().group(people.participants().count());
            groupOrder = people.groups().ascending();
            groupRanks = people.groups().ranks();
            planRanks = people.plans().ranks();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    People people() {
        return people;
    }

    Contributions contributions() {
        return contributions;
    }

    Compensation compensation() {
        return compensation;
    }

    BirthDates births() {
        return births;
    }

    LimitationYears years() {
        return years;
    }

    Terms terms() {
        return terms;
    }

    /// The place of an employer group in the order of their ids.
    int groupRank(int group) {
        return groupRanks[group];
    }

    /// The group at a place.
    int groupAt(int rank) {
        return groupOrder[rank];
    }

    /// The places of plans in the order of their ids.
    int[] planRanks() {
        return planRanks;
    }

    @Override
    public void close() {
        people.close();
        contributions.close();
        compensation.close();
    }
}
