package dev.penstock.benefits.additions;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.TableFunction;
import dev.penstock.type.Schema;
import java.util.List;

/// What is to be done about annual additions that are not in order: the inputs and settings are those of
/// [AnnualAdditions], the answer has a row for each step, in the order of the ids, groups, years and steps.
///
/// The amounts of the actions DISTRIBUTE and FORFEIT of a participant, group and limitation year add up to the excess
/// exactly, as far as the steps can take it back; what they cannot is a NOTIFY. The same inputs and rules give the same
/// `event_id`, in whatever order their rows come, so that whoever keeps events by their ids has each of them once.
public final class CorrectiveEvents implements TableFunction<AdditionsRules> {
    @Override
    public String name() {
        return "benefits.corrective_events_415c";
    }

    @Override
    @SuppressWarnings("ClassEscapesDefinedScope") // the settings are known by their names, not by their class
    public Class<AdditionsRules> configType() {
        return AdditionsRules.class;
    }

    @Override
    public Schema bind(AdditionsRules rules, List<Schema> inputs) {
        return EventColumns.schema(AdditionsData.check(name(), rules, inputs));
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
            implements ParticipantStream.Answering<Event> {
        @Override
        public void rows(Outcome outcome, Ledger ledger, Deferrals deferrals, List<Event> to) {
            String reason = outcome.reason();
            Terms.OfLimitationYear year = outcome.year();
            if (reason != null || year == null) {
                to.addAll(
                        Correction.undetermined(
                                outcome, String.valueOf(reason), Evidence.of(outcome, ledger, data, rules)));
            } else if (needsEvents(outcome)) {
                to.addAll(
                        Correction.of(
                                outcome,
                                new Holdings(ledger, deferrals, year.year(), data.planRanks()),
                                rules.correctionOrder(),
                                Evidence.of(outcome, ledger, data, rules)));
            }
        }

        private static boolean needsEvents(Outcome outcome) {
            return outcome.status() != Status.OK
                    || outcome.aboveDeferrals() > 0
                    || outcome.aboveAdditions() > 0
                    || outcome.excessDeferral() > 0
                    || outcome.overLimit() > 0;
        }

        @Override
        public Batch batch(List<Event> rows) {
            return EventColumns.batch(schema, rows, data, rules, context.allocator());
        }
    }
}
