package dev.penstock.benefits.additions;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.FixedColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Schema;
import java.util.Arrays;

/// When participants were born.
final class BirthDates {
    static final String TABLE = "participants";

    /// Stands for a day that nobody knows.
    static final int UNKNOWN = Integer.MIN_VALUE;

    private static final int ABSENT = Integer.MIN_VALUE + 1;

    private int[] days = {};

    static void check(Table table, Schema contributions) {
        table.id(
                "participant_id",
                Table.plain(contributions.field(contributions.indexOf("participant_id")).type()),
                Contributions.TABLE);
        table.date("birth_date");
    }

    /// Reads the table of participants, which is closed.
    ///
    /// @throws PenstockException with code SHAPE for a null id and for a participant in two rows
    void read(BatchStream stream, Ids participants, FunctionContext context) {
        var table = new Table(TABLE, stream.schema());
        long before = 0;
        try (stream) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                context.cancellation().check();
                try (Batch rows = batch;
                        Block numbers = context.allocator().allocate(Math.max(1, 4 * rows.rows()))) {
                    participants.find(rows, table.id("participant_id"), table, before, numbers.address());
                    grow(participants.count());
                    FixedColumn births = FixedColumn.of(rows.column(table.date("birth_date")));
                    for (long row = 0; row < rows.rows(); row++) {
                        int participant = Native.getInt(numbers.address() + (row << 2));
                        if (days[participant] != ABSENT) {
                            throw new PenstockException(
                                            ErrorCode.SHAPE,
                                            "the participant in row %d of %s was in a row before"
                                                    .formatted(before + row, TABLE))
                                    .column("participant_id")
                                    .hint("each participant must be in one row");
                        }
                        days[participant] = births.isNull(row) ? UNKNOWN : births.getInt(row);
                    }
                    before += rows.rows();
                }
            }
        }
        grow(participants.count());
    }

    private void grow(int participants) {
        int known = days.length;
        if (participants > known) {
            days = Arrays.copyOf(days, Math.max(participants, 2 * known));
            Arrays.fill(days, known, days.length, ABSENT);
        }
    }

    /// The day on which a participant was born; [#UNKNOWN] also for one that no table names.
    int day(int participant) {
        return participant < days.length && days[participant] != ABSENT ? days[participant] : UNKNOWN;
    }
}
