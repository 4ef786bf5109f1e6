package dev.penstock.benefits.additions;

import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.function.Answer;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/// Outcomes as columns.
final class AdditionsColumns {
    private static final List<Field> ALWAYS =
            List.of(
                    Field.nullable("limitation_year_start", Types.DATE32),
                    Field.nullable("limitation_year_end", Types.DATE32),
                    Field.nullable("age", Types.INT32));

    private static final List<String> AMOUNTS =
            List.of(
                    "compensation",
                    "counted_compensation",
                    "dollar_limit",
                    "annual_limit",
                    "deferrals",
                    "catch_up",
                    "reclassified_catch_up",
                    "annual_additions",
                    "excess",
                    "excess_deferral",
                    "catch_up_over_limit");

    private static final List<ToLongFunction<Outcome>> CENTS =
            List.of(
                    Outcome::compensation,
                    Outcome::countedCompensation,
                    outcome -> outcome.year() == null ? 0 : outcome.year().dollarLimit(),
                    Outcome::limit,
                    Outcome::deferrals,
                    Outcome::catchUp,
                    outcome -> outcome.aboveDeferrals() + outcome.aboveAdditions(),
                    Outcome::additions,
                    Outcome::excess,
                    Outcome::excessDeferral,
                    Outcome::overLimit);

    private AdditionsColumns() {}

    /// The schema of the answer for contributions of this schema.
    static Schema schema(Schema contributions) {
        var fields = new ArrayList<Field>();
        fields.add(id(contributions, "participant_id"));
        fields.add(id(contributions, "employer_group_id"));
        fields.addAll(ALWAYS);
        AMOUNTS.forEach(name -> fields.add(Field.nullable(name, Cents.TYPE)));
        fields.add(new Field("status", Types.UTF8, false));
        fields.add(Field.nullable("reason", Types.UTF8));
        fields.add(new Field("limits_version", Types.UTF8, false));
        fields.add(new Field("rule_version", Types.UTF8, false));
        return new Schema(fields);
    }

    static Field id(Schema contributions, String name) {
        return new Field(name, Table.plain(contributions.field(contributions.indexOf(name)).type()), false);
    }

    /// A batch of outcomes, which the caller owns.
    static Batch batch(
            Schema schema, List<Outcome> outcomes, AdditionsData data, AdditionsRules rules, Allocator allocator) {
        int rows = outcomes.size();
        var columns = new ArrayList<Column>();
        try {
            columns.add(ids(data.people().participants(), outcomes, Outcome::participant, allocator));
            columns.add(ids(data.people().groups(), outcomes, Outcome::group, allocator));
            columns.add(days(outcomes, year -> year.year().first(), allocator));
            columns.add(days(outcomes, year -> year.year().last(), allocator));
            columns.add(ages(outcomes, allocator));
            CENTS.forEach(cents -> columns.add(amounts(outcomes, cents, allocator)));
            Answer statuses = Answer.of(Types.UTF8, rows);
            Answer reasons = Answer.of(Types.UTF8, rows);
            for (int row = 0; row < rows; row++) {
                Outcome outcome = outcomes.get(row);
                statuses.setString(row, outcome.status().text());
                String reason = outcome.reason();
                if (reason != null) {
                    reasons.setString(row, reason);
                }
            }
            columns.add(statuses.toColumn(allocator));
            columns.add(reasons.toColumn(allocator));
            columns.add(constant(data.terms().version(), rows, allocator));
            columns.add(constant(rules.ruleVersion(), rows, allocator));
            return new Batch(schema, rows, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    /// The ids behind numbers; null for a negative number.
    static <T> Column ids(Ids ids, List<T> rows, ToIntFunction<T> number, Allocator allocator) {
        try (Block numbers = allocator.allocate(Math.max(1, Selection.bytes(rows.size())))) {
            for (int row = 0; row < rows.size(); row++) {
                Native.putInt(numbers.address() + ((long) row << 2), number.applyAsInt(rows.get(row)));
            }
            return Gather.column(ids.values(), new Selection(numbers.address(), rows.size(), true), allocator);
        }
    }

    private static Column days(List<Outcome> outcomes, ToIntFunction<Terms.OfLimitationYear> day, Allocator allocator) {
        Answer answer = Answer.of(Types.DATE32, outcomes.size());
        for (int row = 0; row < outcomes.size(); row++) {
            Terms.OfLimitationYear year = outcomes.get(row).year();
            if (year != null) {
                answer.setLong(row, day.applyAsInt(year));
            }
        }
        return answer.toColumn(allocator);
    }

    private static Column ages(List<Outcome> outcomes, Allocator allocator) {
        Answer answer = Answer.of(Types.INT32, outcomes.size());
        for (int row = 0; row < outcomes.size(); row++) {
            if (outcomes.get(row).isKnown()) {
                answer.setLong(row, outcomes.get(row).age());
            }
        }
        return answer.toColumn(allocator);
    }

    private static Column amounts(List<Outcome> outcomes, ToLongFunction<Outcome> cents, Allocator allocator) {
        Answer answer = Answer.of(Cents.TYPE, outcomes.size());
        for (int row = 0; row < outcomes.size(); row++) {
            Outcome outcome = outcomes.get(row);
            if (outcome.isKnown()) {
                answer.setUnscaled(row, cents.applyAsLong(outcome));
            }
        }
        return answer.toColumn(allocator);
    }

    static Column constant(String text, int rows, Allocator allocator) {
        Answer answer = Answer.of(Types.UTF8, rows);
        for (int row = 0; row < rows; row++) {
            answer.setString(row, text);
        }
        return answer.toColumn(allocator);
    }
}
