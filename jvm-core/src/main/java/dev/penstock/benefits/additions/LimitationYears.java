package dev.penstock.benefits.additions;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.FixedColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The limitation years of plans: those that a table gives, and the calendar year for plans that are not in it.
final class LimitationYears {
    static final String TABLE = "limitation_years";

    private final Map<Integer, TreeMap<Integer, LimitationYear>> ofPlan = new HashMap<>();
    private final Map<Integer, LimitationYear> calendar = new ConcurrentHashMap<>();

    static void check(Table table, Schema contributions) {
        DataType plans = contributions.field(contributions.indexOf("plan_id")).type();
        table.id("plan_id", Table.plain(plans), Contributions.TABLE);
        table.date("start");
        table.date("end");
    }

    /// Reads a table, which is closed.
    ///
    /// @throws PenstockException with code SHAPE for a null, a year that is longer than twelve months or ends before it
    ///   starts, and two years of a plan that overlap
    void read(BatchStream stream, Ids plans, FunctionContext context) {
        var table = new Table(TABLE, stream.schema());
        int plan = table.id("plan_id");
        int start = table.date("start");
        int end = table.date("end");
        long before = 0;
        try (stream) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                context.cancellation().check();
                try (Batch rows = batch;
                        Block numbers = context.allocator().allocate(Math.max(1, rows.rows() << 2))) {
                    plans.find(rows, plan, table, before, numbers.address());
                    FixedColumn starts = FixedColumn.of(rows.column(start));
                    FixedColumn ends = FixedColumn.of(rows.column(end));
                    for (long row = 0; row < rows.rows(); row++) {
                        if (starts.isNull(row) || ends.isNull(row)) {
                            throw wrong(before + row, "lacks its start or its end");
                        }
                        add(
                                Native.getInt(numbers.address() + (row << 2)),
                                new LimitationYear(starts.getInt(row), ends.getInt(row)),
                                before + row);
                    }
                    before += rows.rows();
                }
            }
        }
    }

    private void add(int plan, LimitationYear year, long row) {
        if (year.last() < year.first()) {
            throw wrong(row, "ends before it starts");
        }
        if (year.end().isAfter(year.start().plusYears(1).minusDays(1))) {
            throw wrong(row, "is longer than twelve months");
        }
        TreeMap<Integer, LimitationYear> years = ofPlan.computeIfAbsent(plan, _ -> new TreeMap<>());
        var before = years.floorEntry(year.last());
        if (before != null && before.getValue().last() >= year.first()) {
            throw wrong(row, "overlaps another one of its plan");
        }
        years.put(year.first(), year);
    }

    private static PenstockException wrong(long row, String what) {
        return new PenstockException(ErrorCode.SHAPE, "the limitation year in row " + row + " " + what)
                .column("start")
                .hint("give each plan years of at most twelve months that follow each other");
    }

    /// Whether all plans have the calendar year.
    boolean areCalendar() {
        return ofPlan.isEmpty();
    }

    LimitationYear calendar(int year) {
        return calendar.computeIfAbsent(year, LimitationYear::calendar);
    }

    /// The year of a plan in which a day lies.
    ///
    /// @param year the calendar year of the day
    /// @throws PenstockException with code SHAPE for a day outside of all years that the plan has
    LimitationYear of(int plan, int day, int year) {
        TreeMap<Integer, LimitationYear> years = ofPlan.get(plan);
        if (years == null) {
            return calendar(year);
        }
        var found = years.floorEntry(day);
        if (found == null || found.getValue().last() < day) {
            throw new PenstockException(
                            ErrorCode.SHAPE,
                            "a contribution is credited for %s, which is in none of the limitation years of its plan"
                                    .formatted(LocalDate.ofEpochDay(day)))
                    .column("credited_for")
                    .hint("add the year to " + TABLE);
        }
        return found.getValue();
    }
}
