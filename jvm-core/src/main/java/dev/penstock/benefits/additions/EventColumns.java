package dev.penstock.benefits.additions;

import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.function.Answer;
import dev.penstock.memory.Allocator;
import dev.penstock.security.Pseudonym;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Events as columns.
final class EventColumns {
    private static final DataType MOMENT = new DataType.Timestamp(TimeUnit.MICROSECOND, "UTC");

    private EventColumns() {}

    /// The schema of the answer for contributions of this schema.
    static Schema schema(Schema contributions) {
        Field plan = AdditionsColumns.id(contributions, "plan_id");
        return new Schema(
                List.of(
                        new Field("event_id", Types.UTF8, false),
                        new Field("participant_id", Types.UTF8, false),
                        AdditionsColumns.id(contributions, "employer_group_id"),
                        Field.nullable("limitation_year_end", Types.DATE32),
                        Field.nullable("plan_id", plan.type()),
                        new Field("step", Types.INT32, false),
                        new Field("action", Types.UTF8, false),
                        Field.nullable("money_type", Types.UTF8),
                        Field.nullable("amount", Cents.TYPE),
                        Field.nullable("earnings", Cents.TYPE),
                        new Field("reason", Types.UTF8, false),
                        new Field("limits_version", Types.UTF8, false),
                        new Field("rule_version", Types.UTF8, false),
                        new Field("inputs_fingerprint", Types.UTF8, false),
                        Field.nullable("created_at", MOMENT)));
    }

    /// A batch of events, which the caller owns.
    static Batch batch(
            Schema schema, List<Event> events, AdditionsData data, AdditionsRules rules, Allocator allocator) {
        int rows = events.size();
        List<Answer> answers = schema.fields().stream().map(field -> Answer.of(field.type(), rows)).toList();
        var names = new HashMap<Integer, String>();
        Instant created = rules.created();
        for (int row = 0; row < rows; row++) {
            Event event = events.get(row);
            String name = names.computeIfAbsent(event.outcome().participant(), id -> name(id, data, rules));
            Terms.OfLimitationYear year = event.outcome().year();
            answers.get(0).setString(row, id(event, data, rules));
            answers.get(1).setString(row, name);
            if (year != null) {
                answers.get(3).setLong(row, year.year().last());
            }
            answers.get(5).setLong(row, event.step());
            answers.get(6).setString(row, event.action().name());
            MoneyType type = event.type();
            if (type != null) {
                answers.get(7).setString(row, type.name());
            }
            if (event.cents() >= 0) {
                answers.get(8).setUnscaled(row, event.cents());
            }
            answers.get(10).setString(row, event.reason());
            answers.get(11).setString(row, data.terms().version());
            answers.get(12).setString(row, rules.ruleVersion());
            answers.get(13).setString(row, event.fingerprint());
            if (created != null) {
                answers.get(14).setInstant(row, created);
            }
        }
        Map<Integer, Column> ids = new HashMap<>();
        var columns = new ArrayList<Column>();
        try {
            ids.put(2, AdditionsColumns.ids(data.people().groups(), events, e -> e.outcome().group(), allocator));
            ids.put(4, AdditionsColumns.ids(data.people().plans(), events, Event::plan, allocator));
            for (int i = 0; i < answers.size(); i++) {
                Column id = ids.remove(i);
                columns.add(id != null ? id : answers.get(i).toColumn(allocator));
            }
            return new Batch(schema, rows, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            Column.closeAll(List.copyOf(ids.values()));
            throw e;
        }
    }

    private static String name(int participant, AdditionsData data, AdditionsRules rules) {
        String id = data.people().participants().text(participant);
        return switch (rules.participantIds()) {
            case PLAIN -> id;
            case KEYED -> Pseudonym.of(id, "participant_id", rules.participantKeyId());
            case HASHED -> new Fingerprint("penstock.benefits.participant/1").add(id).text();
        };
    }

    /// The same for the same event of the same inputs under the same rules.
    private static String id(Event event, AdditionsData data, AdditionsRules rules) {
        return new Fingerprint("penstock.benefits.event/1")
                .add(event.fingerprint())
                .add(data.terms().version())
                .add(rules.ruleVersion())
                .add(event.ordinal())
                .add(event.step())
                .add(event.action().name())
                .add(String.valueOf(event.type()))
                .add(event.cents())
                .text();
    }
}
