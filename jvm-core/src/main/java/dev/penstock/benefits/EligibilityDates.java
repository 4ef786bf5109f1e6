package dev.penstock.benefits;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.column.FixedColumn;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.Types;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;

/// The first entry date on which a participant meets all conditions: the latest of the day on which the months of
/// tenure are complete, the birthday, and the end of the first period with enough hours.
final class EligibilityDates {
    private EligibilityDates() {}

    /// @param hire dates
    /// @param birth dates
    /// @param periodEnd dates: the end of the first 12-month period with enough hours, null while there is none
    /// @return dates; null where one of the three is
    static Column of(
            ArrayData hire, ArrayData birth, ArrayData periodEnd, EligibilityRules rules, Allocator allocator) {
        FixedColumn hired = FixedColumn.of(hire);
        FixedColumn born = FixedColumn.of(birth);
        FixedColumn worked = FixedColumn.of(periodEnd);
        long rows = hire.length();
        try (Assembly assembly = new Assembly(allocator)) {
            Buffer validity = assembly.buffer(Bitmaps.bytes(rows));
            Buffer days = assembly.buffer(rows << 2);
            Bitmaps.fill(validity.address(), rows, true);
            for (long row = 0; row < rows; row++) {
                boolean known = !hired.isNull(row) && !born.isNull(row) && !worked.isNull(row);
                if (!known) {
                    Bitmaps.setRange(validity.address(), row, 1, false);
                }
                Native.putInt(
                        days.address() + (row << 2),
                        known ? day(hired.getInt(row), born.getInt(row), worked.getInt(row), rules) : 0);
            }
            return assembly.finish(ArrayData.flat(Types.DATE32, rows, -1, validity, days));
        }
    }

    private static int day(int hired, int born, int worked, EligibilityRules rules) {
        LocalDate served = LocalDate.ofEpochDay(hired).plusMonths(rules.minimumTenureMonths());
        LocalDate grown = CompletedPeriods.afterYears(LocalDate.ofEpochDay(born), rules.minimumAge());
        LocalDate latest = Collections.max(List.of(served, grown, LocalDate.ofEpochDay(worked)));
        return (int) rules.entry().onOrAfter(latest).toEpochDay();
    }
}
