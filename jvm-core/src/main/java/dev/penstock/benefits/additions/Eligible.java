package dev.penstock.benefits.additions;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;

/// Who may take part in which plan, packed, by participant: `participant_id`, `employer_group_id`, `plan_id`, and
/// `hce`, whether the participant is highly compensated.
final class Eligible implements AutoCloseable {
    static final String TABLE = "eligible";

    /// Whether somebody is highly compensated: no, yes, or nobody knows.
    static final int NO = 0;

    static final int YES = 1;
    static final int UNKNOWN = 2;

    private static final int GROUP = 4;
    private static final int PLAN = 8;
    private static final int HCE = 12;
    private static final int WIDTH = 16;

    private final Records records;

    Eligible(Allocator allocator) {
        records = new Records(WIDTH, allocator);
    }

    static void check(Table table, Schema contributions) {
        for (String id : new String[] {"participant_id", "employer_group_id", "plan_id"}) {
            DataType type = contributions.field(contributions.indexOf(id)).type();
            table.id(id, Table.plain(type), Contributions.TABLE);
        }
        table.bool("hce");
    }

    /// Reads the table, which is closed.
    ///
    /// @throws PenstockException with code SHAPE for a null id
    void read(BatchStream stream, People people, FunctionContext context) {
        var table = new Table(TABLE, stream.schema());
        try (stream) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                context.cancellation().check();
                try (Batch rows = batch;
                        Block room = context.allocator().allocate(Math.max(1, 12 * rows.rows()))) {
                    read(rows, table, people, room.address());
                }
            }
        }
    }

    private void read(Batch batch, Table table, People people, long participants) {
        long count = batch.rows();
        long groups = participants + 4 * count;
        long plans = groups + 4 * count;
        long before = records.rows();
        people.participants().find(batch, table.id("participant_id"), table, before, participants);
        people.groups().find(batch, table.id("employer_group_id"), table, before, groups);
        people.plans().find(batch, table.id("plan_id"), table, before, plans);
        var hce = batch.column(table.bool("hce")).data();
        long to = records.append(count);
        for (long row = 0; row < count; row++, to += WIDTH) {
            Native.putInt(to, Native.getInt(participants + (row << 2)));
            Native.putInt(to + GROUP, Native.getInt(groups + (row << 2)));
            Native.putInt(to + PLAN, Native.getInt(plans + (row << 2)));
            int known = hce.bits().get(row) ? YES : NO;
            Native.putInt(to + HCE, hce.validity().get(row) ? known : UNKNOWN);
        }
    }

    Records records() {
        return records;
    }

    /// Fields of the row at `address`.
    static int group(long address) {
        return Native.getInt(address + GROUP);
    }

    static int plan(long address) {
        return Native.getInt(address + PLAN);
    }

    static int hce(long address) {
        return Native.getInt(address + HCE);
    }

    /// @throws PenstockException with code SHAPE for somebody who is in two rows of a plan
    void checkUnique(int participants) {
        for (int participant = 0; participant < participants; participant++) {
            for (int a = records.first(participant); a < records.end(participant); a++) {
                for (int b = a + 1; b < records.end(participant); b++) {
                    if (plan(records.address(records.row(a))) == plan(records.address(records.row(b)))) {
                        throw new PenstockException(
                                        ErrorCode.SHAPE,
                                        "rows %d and %d of %s are of the same participant and plan"
                                                .formatted(records.row(a), records.row(b), TABLE))
                                .column("participant_id")
                                .hint("each participant must be in one row of a plan");
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        records.close();
    }
}
