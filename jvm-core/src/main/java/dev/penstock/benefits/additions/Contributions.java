package dev.penstock.benefits.additions;

import dev.penstock.column.BatchStream;
import dev.penstock.function.FunctionContext;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.Map;

/// The rows of the table of contributions, packed, by participant.
final class Contributions implements AutoCloseable {
    static final String TABLE = "contributions";

    /// Stands for a day that is null.
    static final int NO_DAY = Integer.MIN_VALUE;

    /// Stands for a contribution without an id, or for one that reverses nothing.
    static final int NO_ID = -1;

    static final int GROUP = 4;
    static final int PLAN = 8;
    static final int DAY = 12;
    static final int AMOUNT = 16;
    static final int OWN_ID = 24;
    static final int REVERSED_ID = 28;
    static final int MONEY_TYPE = 32;
    static final int MATCHED_BY = 33;
    static final int AMOUNT_IS_NULL = 34;
    static final int WIDTH = 40;

    private final Records records;

    Contributions(Allocator allocator) {
        records = new Records(WIDTH, allocator);
    }

    /// @throws dev.penstock.error.PenstockException for a column that is missing or has a wrong type
    static void check(Table table) {
        table.id("participant_id");
        table.id("employer_group_id");
        table.id("plan_id");
        table.text("money_type");
        table.money("amount");
        table.date("credited_for");
        if (table.has("matched_by")) {
            table.text("matched_by");
        }
        if (table.has("reversal_of")) {
            DataType own = table.schema().field(table.id("contribution_id")).type();
            table.id("reversal_of", Table.plain(own), TABLE);
        }
    }

    /// Reads the table, which is closed.
    ///
    /// @param more names of money types besides those of [MoneyType]
    void read(BatchStream stream, People people, Map<String, MoneyType> more, FunctionContext context) {
        try (stream;
                var reader =
                        new ContributionReader(new Table(TABLE, stream.schema()), records, people, more, context)) {
            for (var batch = stream.next(); batch != null; batch = stream.next()) {
                context.cancellation().check();
                try (var rows = batch) {
                    reader.read(rows);
                }
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

    static int plan(long address) {
        return Native.getInt(address + PLAN);
    }

    static int day(long address) {
        return Native.getInt(address + DAY);
    }

    static long cents(long address) {
        return Native.getLong(address + AMOUNT);
    }

    static int ownId(long address) {
        return Native.getInt(address + OWN_ID);
    }

    static int reversedId(long address) {
        return Native.getInt(address + REVERSED_ID);
    }

    static int moneyType(long address) {
        return Native.getByte(address + MONEY_TYPE);
    }

    /// The code of the money type that matches the row, or [MoneyTypes#NONE].
    static int matchedBy(long address) {
        return Native.getByte(address + MATCHED_BY);
    }

    static boolean amountIsNull(long address) {
        return Native.getByte(address + AMOUNT_IS_NULL) != 0;
    }

    @Override
    public void close() {
        records.close();
    }
}
