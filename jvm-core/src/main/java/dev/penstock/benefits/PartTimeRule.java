package dev.penstock.benefits;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.column.FixedColumn;
import dev.penstock.column.ListColumn;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.function.LongUnaryOperator;

/// The rule for long-term part-time employees, who may defer, though the plan may leave them out of everything else:
/// enough hours in each of two consecutive 12-month periods, and the age by the end of the second one.
///
/// Source: Internal Revenue Code section 401(k)(2)(D)(ii) and (15), as amended by SECURE 2.0 section 125 for plan years
/// that begin after 2024; periods that began before 2021 do not count (SECURE Act section 112(b)).
final class PartTimeRule {
    /// The bits of the rule itself, and of it or the others, in a byte for each row; see [Verdict#known].
    static final int PART_TIME = 0;

    static final int DEFERRAL = 2;

    /// The first day on which a period may end: the plan year behind it begins in 2025.
    static final LocalDate FIRST_END = LocalDate.of(2024, 12, 31);

    private static final LocalDate FIRST_PERIOD = LocalDate.of(2021, 1, 1);

    // In this order, `or` is the greater and `and` the lesser of two.
    private static final int FALSE = 0;
    private static final int UNKNOWN = 1;
    private static final int TRUE = 2;

    private PartTimeRule() {}

    /// @param periods lists of numbers: the hours of each 12-month period up to `end`, oldest first
    /// @param ages integers, or dates of birth
    /// @param verdicts the verdicts on the other rules
    /// @param leastHours of each period
    /// @param leastAge in completed years at the end of the second period
    /// @param end the last day of the last period
    /// @return INT8, with the bits of [#PART_TIME] and [#DEFERRAL]; the caller owns it
    static Column of(
            ArrayData periods,
            ArrayData ages,
            ArrayData verdicts,
            BigDecimal leastHours,
            int leastAge,
            LocalDate end,
            Allocator allocator) {
        ListColumn lists = ListColumn.of(periods);
        FixedColumn age = FixedColumn.of(ages);
        FixedColumn others = FixedColumn.of(verdicts);
        LongUnaryOperator years = years(age, ages.type(), end);
        long counted = ChronoUnit.YEARS.between(FIRST_PERIOD, end.plusDays(1));
        // Of a slice, the periods that its rows have, and not those of all rows.
        long first = first(lists);
        ArrayData hours = lists.elements().slice(first, Math.max(0, end(lists) - first));
        Block bits = allocator.allocateZeroed(Math.max(1, lists.length()));
        try (Block enough = allocator.allocateZeroed(Math.max(1, hours.length()))) {
            RuleKernels.atLeast(hours, leastHours, Verdict.HOURS, enough.address());
            for (long row = 0; row < lists.length(); row++) {
                boolean ageKnown = !age.isNull(row);
                long spare = ageKnown ? years.applyAsLong(row) - leastAge : Long.MAX_VALUE;
                int rule;
                if (lists.isNull(row)) {
                    rule = spare < 0 ? FALSE : UNKNOWN;
                } else {
                    long size = lists.size(row);
                    long start = lists.start(row) - first;
                    long oldest = start + Math.max(0, size - counted);
                    rule = any(enough.address(), oldest, start + size - 1, spare, ageKnown);
                }
                int either = Math.max(rule, fully(others.getByte(row)));
                Native.putByte(bits.address() + row, (byte) (verdict(rule, PART_TIME) | verdict(either, DEFERRAL)));
            }
            return Column.adopt(
                    ArrayData.flat(
                            Types.INT8, lists.length(), 0, Buffer.NONE, new Buffer(bits.address(), lists.length())),
                    bits);
        } catch (Throwable e) {
            bits.close();
            throw e;
        }
    }

    /// Nobody is eligible by a rule that is not applied: what the other rules say is all there is.
    static Column notApplied(ArrayData verdicts, Allocator allocator) {
        FixedColumn others = FixedColumn.of(verdicts);
        Block bits = allocator.allocateZeroed(Math.max(1, others.length()));
        for (long row = 0; row < others.length(); row++) {
            int either = fully(others.getByte(row));
            Native.putByte(bits.address() + row, (byte) (verdict(FALSE, PART_TIME) | verdict(either, DEFERRAL)));
        }
        return Column.adopt(
                ArrayData.flat(
                        Types.INT8, others.length(), 0, Buffer.NONE, new Buffer(bits.address(), others.length())),
                bits);
    }

    /// Whether two periods that follow each other, of those at `from` to `last`, have the hours and the age.
    ///
    /// @param spare years above the age on the last day; they are fewer by one for each period before
    private static int any(long enough, long from, long last, long spare, boolean ageKnown) {
        int any = FALSE;
        for (long second = from + 1; second <= last; second++) {
            int old = !ageKnown ? UNKNOWN : spare >= last - second ? TRUE : FALSE;
            int both = Math.min(worked(enough, second - 1), worked(enough, second));
            any = Math.max(any, Math.min(both, old));
        }
        return any;
    }

    private static long first(ListColumn lists) {
        long first = Long.MAX_VALUE;
        for (long row = 0; row < lists.length(); row++) {
            first = lists.isNull(row) ? first : Math.min(first, lists.start(row));
        }
        return first == Long.MAX_VALUE ? 0 : first;
    }

    private static long end(ListColumn lists) {
        long end = 0;
        for (long row = 0; row < lists.length(); row++) {
            end = lists.isNull(row) ? end : Math.max(end, lists.start(row) + lists.size(row));
        }
        return end;
    }

    private static int worked(long enough, long period) {
        int verdict = Native.getByte(enough + period);
        return !Verdict.isKnown(verdict, Verdict.HOURS)
                ? UNKNOWN
                : Verdict.isTrue(verdict, Verdict.HOURS) ? TRUE : FALSE;
    }

    private static int fully(int verdict) {
        return Verdict.allTrue(verdict) ? TRUE : Verdict.anyFalse(verdict) ? FALSE : UNKNOWN;
    }

    private static int verdict(int answer, int rule) {
        return answer == UNKNOWN ? 0 : Verdict.known(rule, answer == TRUE);
    }

    /// Completed years at `end` of a row that is not null.
    private static LongUnaryOperator years(FixedColumn column, DataType type, LocalDate end) {
        if (type.equals(Types.DATE32)) {
            return row -> CompletedPeriods.years(LocalDate.ofEpochDay(column.getInt(row)), end);
        }
        DataType.Int integers = (DataType.Int) type;
        return switch (integers.bits()) {
            case 8 -> row -> integers.signed() ? column.getByte(row) : column.getByte(row) & 0xFF;
            case 16 -> row -> integers.signed() ? column.getShort(row) : column.getShort(row) & 0xFFFF;
            case 32 -> row -> integers.signed() ? column.getInt(row) : Integer.toUnsignedLong(column.getInt(row));
            // Nobody is so old that the sign of an unsigned number would be wrong.
            default -> column::getLong;
        };
    }
}
