package dev.penstock.benefits.additions;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.FixedColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;

/// What participants were paid, period by period, packed, by participant.
final class Compensation implements AutoCloseable {
    static final String TABLE = "compensation";

    private static final int GROUP = 4;
    private static final int START = 8;
    private static final int END = 12;
    private static final int AMOUNT = 16;
    private static final int AMOUNT_IS_NULL = 24;
    private static final int WIDTH = 32;

    private final Records records;

    Compensation(Allocator allocator) {
        records = new Records(WIDTH, allocator);
    }

    static void check(Table table, Schema contributions) {
        table.id("participant_id", type(contributions, "participant_id"), Contributions.TABLE);
        table.id("employer_group_id", type(contributions, "employer_group_id"), Contributions.TABLE);
        table.date("period_start");
        table.date("period_end");
        table.money("amount");
    }

    private static DataType type(Schema schema, String column) {
        return Table.plain(schema.field(schema.indexOf(column)).type());
    }

    /// Reads the table, which is closed.
    ///
    /// @throws PenstockException with code SHAPE for a null id or day, and a period that ends before it starts
    void read(BatchStream stream, People people, FunctionContext context) {
        var table = new Table(TABLE, stream.schema());
        try (stream) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                context.cancellation().check();
                try (Batch rows = batch) {
                    read(rows, table, people, context.allocator());
                }
            }
        }
    }

    private void read(Batch batch, Table table, People people, Allocator allocator) {
        long count = batch.rows();
        long before = records.rows();
        try (Block room = allocator.allocate(Math.max(1, 8 * count))) {
            long participants = room.address();
            long groups = participants + 4 * count;
            people.participants().find(batch, table.id("participant_id"), table, before, participants);
            people.groups().find(batch, table.id("employer_group_id"), table, before, groups);
            FixedColumn starts = FixedColumn.of(batch.column(table.date("period_start")));
            FixedColumn ends = FixedColumn.of(batch.column(table.date("period_end")));
            var amounts = new Cents(batch.column(table.money("amount")).data(), "amount");
            long to = records.append(count);
            for (long row = 0; row < count; row++, to += WIDTH) {
                if (starts.isNull(row) || ends.isNull(row) || ends.getInt(row) < starts.getInt(row)) {
                    throw new PenstockException(
                                    ErrorCode.SHAPE,
                                    "the period in row %d of %s lacks a day, or ends before it starts"
                                            .formatted(before + row, TABLE))
                            .column("period_start")
                            .hint("give both days of each period, the last one included");
                }
                boolean noAmount = amounts.isNull(row);
                Native.putInt(to, Native.getInt(participants + (row << 2)));
                Native.putInt(to + GROUP, Native.getInt(groups + (row << 2)));
                Native.putInt(to + START, starts.getInt(row));
                Native.putInt(to + END, ends.getInt(row));
                Native.putLong(to + AMOUNT, noAmount ? 0 : amounts.get(row));
                Native.putByte(to + AMOUNT_IS_NULL, (byte) (noAmount ? 1 : 0));
            }
        }
    }

    Records records() {
        return records;
    }

    /// Fields of the row at `address`.
    static int group(long address) {
        return Native.getInt(address + GROUP);
    }

    static int start(long address) {
        return Native.getInt(address + START);
    }

    static int end(long address) {
        return Native.getInt(address + END);
    }

    static long cents(long address) {
        return Native.getLong(address + AMOUNT);
    }

    static boolean amountIsNull(long address) {
        return Native.getByte(address + AMOUNT_IS_NULL) != 0;
    }

    @Override
    public void close() {
        records.close();
    }
}
