package dev.penstock.benefits.additions;

import dev.penstock.benefits.additions.PlanGroup.Source;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.function.Answer;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// Summaries of plans as columns.
final class SummaryColumns {
    private static final DataType PERCENT = new DataType.Decimal(128, 18, 2);

    private static final List<String> COUNTS = List.of("participants", "contributing", "without_compensation");
    private static final List<String> AMOUNTS =
            List.of("compensation", "deferrals", "catch_up", "after_tax", "match", "other_employer");
    private static final List<String> PERCENTAGES = List.of("deferral_percentage", "contribution_percentage");

    private SummaryColumns() {}

    /// The schema of the answer for contributions of this schema.
    static Schema schema(Schema contributions) {
        var fields = new ArrayList<Field>();
        fields.add(AdditionsColumns.id(contributions, "plan_id"));
        fields.add(Field.nullable("hce", Types.BOOL));
        COUNTS.forEach(name -> fields.add(new Field(name, Types.INT64, false)));
        AMOUNTS.forEach(name -> fields.add(new Field(name, Cents.TYPE, false)));
        PERCENTAGES.forEach(name -> fields.add(Field.nullable(name, PERCENT)));
        return new Schema(fields);
    }

    /// A batch of summaries, which the caller owns.
    static Batch batch(Schema schema, List<PlanGroup> groups, People people, Allocator allocator) {
        var columns = new ArrayList<Column>();
        try {
            columns.add(AdditionsColumns.ids(people.plans(), groups, PlanGroup::plan, allocator));
            Answer hce = Answer.of(Types.BOOL, groups.size());
            for (int row = 0; row < groups.size(); row++) {
                if (groups.get(row).hce() != Eligible.UNKNOWN) {
                    hce.setBoolean(row, groups.get(row).hce() == Eligible.YES);
                }
            }
            columns.add(hce.toColumn(allocator));
            for (ToLongFunction<PlanGroup> count :
                    List.<ToLongFunction<PlanGroup>>of(
                            PlanGroup::participants, PlanGroup::contributing, PlanGroup::unpaid)) {
                Answer answer = Answer.of(Types.INT64, groups.size());
                for (int row = 0; row < groups.size(); row++) {
                    answer.setLong(row, count.applyAsLong(groups.get(row)));
                }
                columns.add(answer.toColumn(allocator));
            }
            columns.add(decimals(Cents.TYPE, groups, PlanGroup::compensation, allocator));
            for (Source source : Source.values()) {
                columns.add(decimals(Cents.TYPE, groups, group -> group.cents(source), allocator));
            }
            columns.add(decimals(PERCENT, groups, PlanGroup::deferralPercentage, allocator));
            columns.add(decimals(PERCENT, groups, PlanGroup::contributionPercentage, allocator));
            return new Batch(schema, groups.size(), columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    /// Null for a negative number.
    private static Column decimals(
            DataType type, List<PlanGroup> groups, ToLongFunction<PlanGroup> unscaled, Allocator allocator) {
        Answer answer = Answer.of(type, groups.size());
        for (int row = 0; row < groups.size(); row++) {
            long value = unscaled.applyAsLong(groups.get(row));
            if (value >= 0) {
                answer.setUnscaled(row, value);
            }
        }
        return answer.toColumn(allocator);
    }
}
