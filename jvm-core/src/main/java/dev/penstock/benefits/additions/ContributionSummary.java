package dev.penstock.benefits.additions;

import dev.penstock.benefits.limits.LimitCode;
import dev.penstock.benefits.limits.LimitRows;
import dev.penstock.benefits.limits.PublishedLimits;
import dev.penstock.benefits.limits.RegulatoryLimits;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.NamedInputs;
import dev.penstock.function.TableFunction;
import dev.penstock.type.Schema;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What each plan received in a plan year, for participants who are highly compensated and those who are not, with the
/// percentages that the ADP and ACP tests compare.
///
/// Inputs: `contributions` and `compensation` as in [AnnualAdditions], `eligible` ([Eligible]), and `limits` if there
/// are any. Answer: a row for each plan and value of `hce` among the eligible, in this order; null is the last.
///
/// A participant's ratio is deferrals over compensation, or match and after-tax contributions over compensation, to the
/// nearest hundredth of a percent; the percentages are the means, rounded likewise (Treas. Reg. sections
/// 1.401(k)-2(a)(2) and 1.401(m)-2(a)(2)). Who may take part and does not has a ratio of 0; who has no compensation has
/// none. Catch-up contributions that were delivered as such do not count, deferrals are as they were delivered.
/// Compensation counts up to section 401(a)(17), by periods that end in the year. Contributions of those who are not
/// eligible are left out.
public final class ContributionSummary implements TableFunction<SummarySettings> {
    private static final List<String> REQUIRED = List.of(Contributions.TABLE, Compensation.TABLE, Eligible.TABLE);
    private static final List<String> OPTIONAL = List.of("limits");

    @Override
    public String name() {
        return "benefits.contribution_summary";
    }

    @Override
    @SuppressWarnings("ClassEscapesDefinedScope") // the settings are known by their names, not by their class
    public Class<SummarySettings> configType() {
        return SummarySettings.class;
    }

    @Override
    public Schema bind(SummarySettings settings, List<Schema> inputs) {
        NamedInputs names = NamedInputs.of(name(), settings.inputs(), REQUIRED, OPTIONAL, inputs.size());
        Schema contributions = names.get(Contributions.TABLE, inputs);
        Contributions.check(new Table(Contributions.TABLE, contributions));
        Compensation.check(new Table(Compensation.TABLE, names.get(Compensation.TABLE, inputs)), contributions);
        Eligible.check(new Table(Eligible.TABLE, names.get(Eligible.TABLE, inputs)), contributions);
        Schema limits = names.find("limits", inputs);
        if (limits != null) {
            LimitRows.check(limits);
        }
        return SummaryColumns.schema(contributions);
    }

    @Override
    public BatchStream apply(SummarySettings settings, List<BatchStream> inputs, FunctionContext context) {
        Schema schema = bind(settings, inputs.stream().map(BatchStream::schema).toList());
        NamedInputs names = NamedInputs.of(name(), settings.inputs(), REQUIRED, OPTIONAL, inputs.size());
        BatchStream given = names.get(Contributions.TABLE, inputs);
        try (var people = new People(given.schema(), context.allocator());
                var contributions = new Contributions(context.allocator());
                var compensation = new Compensation(context.allocator());
                var eligible = new Eligible(context.allocator())) {
            contributions.read(given, people, settings.moneyTypes(), context);
            compensation.read(names.get(Compensation.TABLE, inputs), people, context);
            eligible.read(names.get(Eligible.TABLE, inputs), people, context);
            BatchStream limits = names.find("limits", inputs);
            RegulatoryLimits known = limits == null ? PublishedLimits.get() : LimitRows.read(limits, context);
            int participants = people.participants().count();
            contributions.records().group(participants);
            compensation.records().group(participants);
            eligible.records().group(participants);
            eligible.checkUnique(participants);
            int[] planRanks = people.plans().ranks();
            List<PlanGroup> groups =
                    groups(settings.year(), known, contributions, compensation, eligible).stream()
                            .sorted(
                                    Comparator.<PlanGroup>comparingInt(group -> planRanks[group.plan()])
                                            .thenComparingInt(PlanGroup::hce))
                            .toList();
            return BatchStream.of(schema, List.of(SummaryColumns.batch(schema, groups, people, context.allocator())));
        }
    }

    private static List<PlanGroup> groups(
            LimitationYear year,
            RegulatoryLimits limits,
            Contributions contributions,
            Compensation compensation,
            Eligible eligible) {
        long most =
                FractionalMonths.WHOLE
                        .between(year.start(), year.end())
                        .of(limits.cents(LimitCode.COMPENSATION_401A17, year.start().getYear()));
        Records rows = eligible.records();
        Map<Long, PlanGroup> groups = new HashMap<>();
        long[] own = new long[PlanGroup.Source.values().length];
        for (int row = 0; row < rows.rows(); row++) {
            long address = rows.address(row);
            int participant = rows.participant(row);
            int plan = Eligible.plan(address);
            int hce = Eligible.hce(address);
            sum(contributions.records(), participant, plan, year, own);
            long paid = paid(compensation.records(), participant, Eligible.group(address), year);
            groups.computeIfAbsent((long) plan << 2 | hce, _ -> new PlanGroup(plan, hce))
                    .add(Math.max(0, Math.min(most, paid)), own);
        }
        return List.copyOf(groups.values());
    }

    private static void sum(Records records, int participant, int plan, LimitationYear year, long[] own) {
        Arrays.fill(own, 0);
        for (int place = records.first(participant); place < records.end(participant); place++) {
            int row = records.row(place);
            long address = records.address(row);
            if (Contributions.plan(address) != plan) {
                continue;
            }
            if (Contributions.amountIsNull(address) || Contributions.day(address) == Contributions.NO_DAY) {
                throw lacks(Contributions.TABLE, row, "amount or its day");
            }
            PlanGroup.Source source = PlanGroup.Source.of(MoneyType.of(Contributions.moneyType(address)));
            if (source != null && year.contains(Contributions.day(address))) {
                own[source.index()] = Cents.add(own[source.index()], Contributions.cents(address));
            }
        }
        for (long cents : own) {
            if (cents < 0) {
                throw new PenstockException(
                                ErrorCode.SHAPE, "the contributions of a participant to a plan add up to less than 0")
                        .column("amount")
                        .hint("the reversals of a plan year must not exceed what they take back");
            }
        }
    }

    private static long paid(Records records, int participant, int group, LimitationYear year) {
        long paid = 0;
        for (int place = records.first(participant); place < records.end(participant); place++) {
            int row = records.row(place);
            long address = records.address(row);
            if (Compensation.group(address) == group && year.contains(Compensation.end(address))) {
                if (Compensation.amountIsNull(address)) {
                    throw lacks(Compensation.TABLE, row, "amount");
                }
                paid = Cents.add(paid, Compensation.cents(address));
            }
        }
        return paid;
    }

    private static PenstockException lacks(String table, int row, String what) {
        return new PenstockException(ErrorCode.SHAPE, "row %d of %s lacks its %s".formatted(row, table, what))
                .column("amount")
                .hint("a sum over it would be wrong: fill it in, or leave the row out");
    }
}
