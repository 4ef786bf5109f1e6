package dev.penstock.benefits.additions;

import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;

/// The numbers of participants, employer groups and plans. All tables have the same ones.
final class People implements AutoCloseable {
    private final Ids participants;
    private final Ids groups;
    private final Ids plans;

    /// @param contributions the schema whose ids the other tables have, too
    People(Schema contributions, Allocator allocator) {
        participants = new Ids(type(contributions, "participant_id"), allocator);
        groups = new Ids(type(contributions, "employer_group_id"), allocator);
        plans = new Ids(type(contributions, "plan_id"), allocator);
    }

    private static DataType type(Schema schema, String column) {
        return schema.field(schema.indexOf(column)).type();
    }

    Ids participants() {
        return participants;
    }

    Ids groups() {
        return groups;
    }

    Ids plans() {
        return plans;
    }

    @Override
    public void close() {
        participants.close();
        groups.close();
        plans.close();
    }
}
