package dev.penstock.benefits;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.TableFunction;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.Empty;
import dev.penstock.kernel.Relayout;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Who may take part in a retirement plan: minimum tenure, age and hours for each active participant.
///
/// Input: `employee_id` (integers or strings, unique), `employment_status`, `hours_ytd`, and `tenure_months` and `age`
/// or the `hire_date` and `birth_date` that they are derived from; `eligibility_date`, or `hours_period_end` to derive
/// it from, if there are any; `hours_by_period` where the rule for long-term part-time employees is applied. Answer:
/// the active participants in the order of their ids, each rule's flag, all rules' flag, the date, and the first rule
/// that fails; for each scenario, if there are any, one after the other behind its name. O(rows), and memory for the
/// ids, the dates and one byte for each row and scenario.
public final class EligibilityFlags implements TableFunction<EligibilityRules> {
    private static final String VERDICT = "verdict";

    @Override
    public String name() {
        return "benefits.eligibility_flags";
    }

    @Override
    @SuppressWarnings("ClassEscapesDefinedScope") // the settings are known by their names, not by their class
    public Class<EligibilityRules> configType() {
        return EligibilityRules.class;
    }

    @Override
    public Schema bind(EligibilityRules rules, List<Schema> inputs) {
        return input(rules, inputs).answer(rules);
    }

    private static EligibilityInput input(EligibilityRules rules, List<Schema> inputs) {
        if (inputs.size() != 1) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION,
                    "benefits.eligibility_flags takes one table of participants, not " + inputs.size());
        }
        return EligibilityInput.of(inputs.getFirst(), rules);
    }

    @Override
    public BatchStream apply(EligibilityRules rules, List<BatchStream> inputs, FunctionContext context) {
        try (BatchStream participants = inputs.getFirst()) {
            EligibilityInput input = input(rules, List.of(participants.schema()));
            return new EligibilityAnswer(
                    input.answer(rules), rules, judged(participants, input, rules, context), context.allocator());
        }
    }

    /// All participants, judged, as one batch that the caller owns: the id, and for each scenario the verdict's bits
    /// and the eligibility date.
    private static Batch judged(
            BatchStream participants, EligibilityInput input, EligibilityRules rules, FunctionContext context) {
        var fields = new ArrayList<Field>();
        fields.add(input.employeeField());
        for (int scenario = 0; scenario < rules.all().size(); scenario++) {
            fields.add(new Field(VERDICT + scenario, Types.INT8, false));
            fields.add(Field.nullable("eligibility_date" + scenario, Types.DATE32));
            if (rules.looksAtPartTime()) {
                fields.add(new Field("part_time" + scenario, Types.INT8, false));
            }
        }
        var schema = new Schema(fields);
        var judged = new ArrayList<Batch>();
        try {
            for (Batch batch = participants.next(); batch != null; batch = participants.next()) {
                context.cancellation().check();
                try (Batch rows = batch) {
                    judged.add(judge(rows, schema, input, rules, context.allocator()));
                }
            }
            return judged.isEmpty() ? empty(schema) : Concatenate.batches(schema, judged, context.allocator());
        } finally {
            judged.forEach(Batch::close);
        }
    }

    private static Batch empty(Schema schema) {
        return new Batch(
                schema,
                0,
                schema.fields().stream().map(field -> Column.adopt(Empty.array(field.type()), new Block[0])).toList());
    }

    private static Batch judge(
            Batch rows, Schema schema, EligibilityInput input, EligibilityRules rules, Allocator allocator) {
        var columns = new ArrayList<Column>();
        try {
            columns.add(rows.column(input.employee()).share());
            for (EligibilityRules one : rules.all()) {
                columns.add(verdicts(rows, input, one, allocator));
                // Dates that are given, or that nobody knows, are the same in all scenarios.
                boolean same = columns.size() > 2 && !input.derivesDate();
                columns.add(same ? columns.get(2).share() : dates(rows, input, one, allocator));
                if (rules.looksAtPartTime()) {
                    columns.add(partTime(rows, input, one, columns.get(columns.size() - 2).data(), allocator));
                }
            }
            return new Batch(schema, rows.rows(), columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    private static Column verdicts(Batch rows, EligibilityInput input, EligibilityRules rules, Allocator allocator) {
        Block block = allocator.allocateZeroed(Math.max(1, rows.rows()));
        try (Column status = Relayout.column(rows.column(input.status()), Types.UTF8, allocator)) {
            long verdicts = block.address();
            RuleKernels.active(status.data(), verdicts);
            LocalDate day = rules.date();
            if (input.tenure() >= 0) {
                RuleKernels.atLeast(
                        data(rows, input.tenure()),
                        BigDecimal.valueOf(rules.minimumTenureMonths()),
                        Verdict.TENURE,
                        verdicts);
            } else {
                LocalDate counted = Objects.requireNonNull(day);
                RuleKernels.days(
                        data(rows, input.hire()),
                        hired -> CompletedPeriods.months(hired, counted),
                        rules.minimumTenureMonths(),
                        Verdict.TENURE,
                        verdicts);
            }
            if (input.age() >= 0) {
                RuleKernels.atLeast(
                        data(rows, input.age()), BigDecimal.valueOf(rules.minimumAge()), Verdict.AGE, verdicts);
            } else {
                LocalDate counted = Objects.requireNonNull(day);
                RuleKernels.days(
                        data(rows, input.birth()),
                        born -> CompletedPeriods.years(born, counted),
                        rules.minimumAge(),
                        Verdict.AGE,
                        verdicts);
            }
            RuleKernels.atLeast(data(rows, input.hours()), rules.minimumHours(), Verdict.HOURS, verdicts);
            return Column.adopt(
                    ArrayData.flat(Types.INT8, rows.rows(), 0, Buffer.NONE, new Buffer(verdicts, rows.rows())), block);
        } catch (Throwable e) {
            block.close();
            throw e;
        }
    }

    private static Column partTime(
            Batch rows, EligibilityInput input, EligibilityRules rules, ArrayData verdicts, Allocator allocator) {
        BigDecimal hours = rules.partTimeHours();
        if (hours == null) {
            return PartTimeRule.notApplied(verdicts, allocator);
        }
        return PartTimeRule.of(
                data(rows, input.hoursByPeriod()),
                data(rows, input.age() >= 0 ? input.age() : input.birth()),
                verdicts,
                hours,
                rules.minimumAge(),
                rules.partTimeEnd(),
                allocator);
    }

    private static Column dates(Batch rows, EligibilityInput input, EligibilityRules rules, Allocator allocator) {
        if (input.eligibilityDate() >= 0) {
            return rows.column(input.eligibilityDate()).share();
        }
        if (input.hoursPeriodEnd() < 0) {
            return Empty.nulls(Types.DATE32, rows.rows(), allocator);
        }
        return EligibilityDates.of(
                data(rows, input.hire()),
                data(rows, input.birth()),
                data(rows, input.hoursPeriodEnd()),
                rules,
                allocator);
    }

    private static ArrayData data(Batch rows, int column) {
        return rows.column(column).data();
    }
}
