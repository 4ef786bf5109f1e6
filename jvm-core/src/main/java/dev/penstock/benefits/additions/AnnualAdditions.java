package dev.penstock.benefits.additions;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.TableFunction;
import dev.penstock.type.Schema;
import java.util.List;

/// The annual additions of participants against section 415(c): one row for each participant, employer group and
/// limitation year with a contribution, in the order of their ids, groups and the years' ends. See [Calculator] for the
/// rules, and [AdditionsRules] for the settings.
///
/// Inputs, in the order that the setting `inputs` names: `contributions` ([Contributions]), `compensation`
/// ([Compensation]), `participants` ([BirthDates]), and if there are any `limitation_years` ([LimitationYears]; the
/// calendar year else) and `limits` ([dev.penstock.benefits.limits.LimitRows]; those that Penstock brings else). Ids
/// are integers or strings, of the same type in all tables. Amounts are decimals of at most two places.
///
/// Who lacks a birth date, compensation or an amount is `undetermined` and has no amounts. Errors: COMPUTE for a year
/// without limits, SCHEMA_MISMATCH for an unknown money type, SHAPE for null ids and reversals without an original.
/// O(rows), and memory for 40 bytes of each contribution and 32 of each period of compensation.
public final class AnnualAdditions implements TableFunction<AdditionsRules> {
    @Override
    public String name() {
        return "benefits.annual_additions_415c";
    }

    @Override
    @SuppressWarnings("ClassEscapesDefinedScope") // the settings are known by their names, not by their class
    public Class<AdditionsRules> configType() {
        return AdditionsRules.class;
    }

    @Override
    public Schema bind(AdditionsRules rules, List<Schema> inputs) {
        return AdditionsColumns.schema(AdditionsData.check(name(), rules, inputs));
    }

    @Override
    public BatchStream apply(AdditionsRules rules, List<BatchStream> inputs, FunctionContext context) {
        Schema schema = bind(rules, inputs.stream().map(BatchStream::schema).toList());
        var data = new AdditionsData(name(), rules, inputs, context);
        try {
            return new ParticipantStream<>(schema, data, rules, new Rows(schema, data, rules, context), context);
        } catch (Throwable e) {
            data.close();
            throw e;
        }
    }

    private record Rows(Schema schema, AdditionsData data, AdditionsRules rules, FunctionContext context)
            implements ParticipantStream.Answering<Outcome> {
        @Override
        public void rows(Outcome outcome, Ledger ledger, Deferrals deferrals, List<Outcome> to) {
            to.add(outcome);
        }

        @Override
        public Batch batch(List<Outcome> rows) {
            return AdditionsColumns.batch(schema, rows, data, rules, context.allocator());
        }
    }
}
