package dev.penstock.benefits.additions;

import static dev.penstock.benefits.additions.Contributions.NO_DAY;
import static dev.penstock.benefits.additions.Contributions.NO_ID;

import dev.penstock.column.Batch;
import dev.penstock.column.FixedColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.SideBySide;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Packs batches of contributions.
final class ContributionReader implements AutoCloseable {
    /// Bytes for what is found of a row before it is packed: five numbers and two money types.
    private static final int FOUND = 22;

    /// Of fewer rows than this, all ids are found before another thread has begun.
    private static final long FEW_ROWS = 1 << 12;

    private final Table table;
    private final Records records;
    private final People people;
    private final Allocator allocator;
    private final int threads;
    private final MoneyTypes types;
    private final @Nullable MoneyTypes matches;
    private final @Nullable Ids contributions;

    ContributionReader(
            Table table, Records records, People people, Map<String, MoneyType> more, FunctionContext context) {
        this.table = table;
        this.records = records;
        this.people = people;
        this.allocator = context.allocator();
        this.threads = context.threads();
        this.types =
                new MoneyTypes("money_type", table.schema().field(table.text("money_type")).type(), more, allocator);
        this.matches =
                table.has("matched_by")
                        ? new MoneyTypes(
                                "matched_by", table.schema().field(table.text("matched_by")).type(), more, allocator)
                        : null;
        this.contributions =
                table.has("reversal_of")
                        ? new Ids(table.schema().field(table.id("contribution_id")).type(), allocator)
                        : null;
    }

    /// @throws PenstockException with code SCHEMA_MISMATCH for an unknown money type; SHAPE for a null id or money type
    ///   and for a negative amount that names no original
    void read(Batch batch) {
        long count = batch.rows();
        long before = records.rows();
        try (Block room = allocator.allocate(Math.max(1, count * FOUND))) {
            long participants = room.address();
            long groups = participants + 4 * count;
            long plans = groups + 4 * count;
            long own = plans + 4 * count;
            long reversed = own + 4 * count;
            long money = reversed + 4 * count;
            long matched = money + count;
            var finds = new ArrayList<Runnable>();
            // The longest one first.
            finds.add(() -> people.participants().find(batch, table.id("participant_id"), table, before, participants));
            finds.add(() -> people.plans().find(batch, table.id("plan_id"), table, before, plans));
            finds.add(() -> types.find(batch.column(table.text("money_type")), money, allocator));
            finds.add(() -> people.groups().find(batch, table.id("employer_group_id"), table, before, groups));
            if (matches != null) {
                finds.add(() -> matches.find(batch.column(table.text("matched_by")), matched, allocator));
            }
            if (contributions != null) {
                finds.add(() -> {
                    contributions.find(batch.column(table.id("contribution_id")), own);
                    contributions.find(batch.column(table.id("reversal_of")), reversed);
                });
            }
            SideBySide.run(count < FEW_ROWS ? 1 : threads, finds);
            var reversals = contributions == null ? null : batch.column(table.id("reversal_of")).data().validity();
            var owned = contributions == null ? null : batch.column(table.id("contribution_id")).data().validity();
            var amounts = new Cents(batch.column(table.money("amount")).data(), "amount");
            FixedColumn days = FixedColumn.of(batch.column(table.date("credited_for")));
            long to = records.append(count);
            for (long row = 0; row < count; row++, to += Contributions.WIDTH) {
                boolean noAmount = amounts.isNull(row);
                long cents = noAmount ? 0 : amounts.get(row);
                int original = reversals != null && reversals.get(row) ? Native.getInt(reversed + (row << 2)) : NO_ID;
                byte type = Native.getByte(money + row);
                byte match = matches == null ? MoneyTypes.NONE : Native.getByte(matched + row);
                if (type == MoneyTypes.NONE) {
                    throw wrong("money_type", before + row, "money_type is null", "say what kind of money it is");
                }
                if (match != MoneyTypes.NONE && !MoneyType.of(match).matches()) {
                    throw wrong(
                            "matched_by",
                            before + row,
                            "matched_by is " + MoneyType.of(match) + ", which matches nothing",
                            "name the type of the match, such as ER_MATCH, or leave it null");
                }
                if (cents < 0 && original == NO_ID) {
                    throw wrong(
                            "amount",
                            before + row,
                            "the amount is negative and names no original",
                            "give the contributions a contribution_id, and the reversal the one it takes back as"
                                    + " reversal_of");
                }
                Native.putInt(to, Native.getInt(participants + (row << 2)));
                Native.putInt(to + Contributions.GROUP, Native.getInt(groups + (row << 2)));
                Native.putInt(to + Contributions.PLAN, Native.getInt(plans + (row << 2)));
                Native.putInt(to + Contributions.DAY, days.isNull(row) ? NO_DAY : days.getInt(row));
                Native.putLong(to + Contributions.AMOUNT, cents);
                Native.putInt(
                        to + Contributions.OWN_ID,
                        owned != null && owned.get(row) ? Native.getInt(own + (row << 2)) : NO_ID);
                Native.putInt(to + Contributions.REVERSED_ID, original);
                Native.putByte(to + Contributions.MONEY_TYPE, type);
                Native.putByte(to + Contributions.MATCHED_BY, match);
                Native.putByte(to + Contributions.AMOUNT_IS_NULL, (byte) (noAmount ? 1 : 0));
            }
        }
    }

    private static PenstockException wrong(String column, long row, String what, String hint) {
        return new PenstockException(ErrorCode.SHAPE, "%s, in row %d of %s".formatted(what, row, Contributions.TABLE))
                .column(column)
                .hint(hint);
    }

    @Override
    public void close() {
        types.close();
        if (matches != null) {
            matches.close();
        }
        if (contributions != null) {
            contributions.close();
        }
    }
}
