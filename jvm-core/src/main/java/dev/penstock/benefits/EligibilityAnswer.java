package dev.penstock.benefits;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.column.FixedColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Empty;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.RowOrder;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The judged participants as the answer's batches: the active ones, by id, scenario by scenario. Holds the judged
/// batch until it is closed.
final class EligibilityAnswer implements BatchStream {
    private static final long BATCH_ROWS = 1 << 16;

    /// The reasons, in the order in which the rules are looked at.
    private static final List<byte[]> REASONS =
            Stream.of("tenure", "age", "hours", "unknown").map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();

    private final Schema schema;
    private final EligibilityRules rules;
    private final List<EligibilityRules> scenarios;
    private final Batch judged;
    private final Allocator allocator;
    private final Block numbers;
    private final Selection active;
    private int scenario;
    private long done;
    private boolean open = true;

    /// Adopts `judged`: ids, and verdicts and dates for each scenario, and verdicts on part-time employees where any
    /// scenario looks at them.
    ///
    /// @throws PenstockException with code SHAPE when an id is null or not unique
    EligibilityAnswer(Schema schema, EligibilityRules rules, Batch judged, Allocator allocator) {
        this.schema = schema;
        this.rules = rules;
        this.scenarios = rules.all();
        this.judged = judged;
        this.allocator = allocator;
        Block block = null;
        try {
            block = allocator.allocate(Math.max(1, Selection.bytes(judged.rows())));
            numbers = block;
            active = active(byId(judged.column(0).data(), block.address(), allocator), judged);
        } catch (Throwable e) {
            if (block != null) {
                block.close();
            }
            judged.close();
            throw e;
        }
    }

    private static Selection byId(ArrayData ids, long to, Allocator allocator) {
        if (ids.countNulls() > 0) {
            throw nullId(ids.validity());
        }
        Selection order = RowOrder.ascending(ids, to, allocator);
        long repeat = RowOrder.firstRepeat(ids, order);
        if (repeat >= 0) {
            throw new PenstockException(
                            ErrorCode.SHAPE,
                            "employee_id is not unique: rows "
                                    + order.row(repeat - 1)
                                    + " and "
                                    + order.row(repeat)
                                    + " have the same")
                    .column("employee_id")
                    .hint("each participant must be in one row");
        }
        return order;
    }

    private static PenstockException nullId(Bitmap validity) {
        long row = 0;
        while (validity.get(row)) {
            row++;
        }
        return new PenstockException(ErrorCode.SHAPE, "employee_id is null in row " + row)
                .column("employee_id")
                .hint("each participant needs an id of its own");
    }

    /// Leaves the rows of active participants, in place.
    private static Selection active(Selection order, Batch judged) {
        FixedColumn verdicts = FixedColumn.of(judged.column(1));
        long kept = 0;
        for (long i = 0; i < order.count(); i++) {
            int row = order.row(i);
            Native.putInt(order.address() + (kept << 2), row);
            kept += Verdict.isActive(verdicts.getByte(row)) ? 1 : 0;
        }
        return new Selection(order.address(), kept);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        if (done == active.count() && scenario < scenarios.size()) {
            scenario++;
            done = 0;
        }
        if (!open || active.count() == 0 || scenario == scenarios.size()) {
            return null;
        }
        long count = Math.min(BATCH_ROWS, active.count() - done);
        Batch batch = batch(new Selection(active.address() + (done << 2), count));
        done += count;
        return batch;
    }

    private Batch batch(Selection rows) {
        boolean partTime = rules.looksAtPartTime();
        int first = 1 + (partTime ? 3 : 2) * scenario;
        FixedColumn verdicts = FixedColumn.of(judged.column(first));
        EligibilityRules tried = scenarios.get(scenario);
        var columns = new ArrayList<Column>();
        try {
            if (rules.scenarios() != null) {
                columns.add(constant(rows.count(), rules.scenarios().get(scenario).name()));
            }
            columns.add(Gather.column(judged.column(0), rows, allocator));
            for (int rule : new int[] {Verdict.TENURE, Verdict.AGE, Verdict.HOURS}) {
                columns.add(
                        flags(
                                rows,
                                verdicts,
                                verdict -> Verdict.isKnown(verdict, rule),
                                verdict -> Verdict.isTrue(verdict, rule)));
            }
            columns.add(
                    flags(
                            rows,
                            verdicts,
                            verdict -> Verdict.allTrue(verdict) || Verdict.anyFalse(verdict),
                            Verdict::allTrue));
            if (partTime) {
                FixedColumn answers = FixedColumn.of(judged.column(first + 2));
                for (int rule : new int[] {PartTimeRule.PART_TIME, PartTimeRule.DEFERRAL}) {
                    columns.add(
                            flags(
                                    rows,
                                    answers,
                                    answer -> Verdict.isKnown(answer, rule),
                                    answer -> Verdict.isTrue(answer, rule)));
                }
            }
            columns.add(Gather.column(judged.column(first + 1), rows, allocator));
            columns.add(texts(rows.count(), REASONS, i -> reason(verdicts.getByte(rows.row(i)))));
            columns.add(days(rows.count(), tried.date()));
            columns.add(constant(rows.count(), tried.ruleVersion()));
            return new Batch(schema, rows.count(), columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    /// The number of the first rule that fails, of `unknown`, or -1 for who is eligible.
    private static int reason(int verdict) {
        if (Verdict.allTrue(verdict)) {
            return -1;
        }
        for (int rule = 0; rule < REASONS.size() - 1; rule++) {
            if (Verdict.isFalse(verdict, rule << 1)) {
                return rule;
            }
        }
        return REASONS.size() - 1;
    }

    private Column flags(Selection rows, FixedColumn verdicts, IntPredicate known, IntPredicate holds) {
        try (Assembly assembly = new Assembly(allocator)) {
            Buffer validity = assembly.buffer(Bitmaps.bytes(rows.count()));
            Buffer values = assembly.buffer(Bitmaps.bytes(rows.count()));
            for (long from = 0; from < rows.count(); from += Long.SIZE) {
                long knownWord = 0;
                long trueWord = 0;
                for (int lane = 0; lane < Math.min(Long.SIZE, rows.count() - from); lane++) {
                    int verdict = verdicts.getByte(rows.row(from + lane));
                    knownWord |= (known.test(verdict) ? 1L : 0L) << lane;
                    trueWord |= (holds.test(verdict) ? 1L : 0L) << lane;
                }
                Native.putLong(validity.address() + (from >>> 3), knownWord);
                Native.putLong(values.address() + (from >>> 3), trueWord);
            }
            return assembly.finish(ArrayData.flat(Types.BOOL, rows.count(), -1, validity, values));
        }
    }

    private Column constant(long rows, String text) {
        return texts(rows, List.of(text.getBytes(StandardCharsets.UTF_8)), _ -> 0);
    }

    private Column days(long rows, @Nullable LocalDate day) {
        if (day == null) {
            return Empty.nulls(Types.DATE32, rows, allocator);
        }
        try (Assembly assembly = new Assembly(allocator)) {
            Buffer values = assembly.buffer(rows << 2);
            for (long row = 0; row < rows; row++) {
                Native.putInt(values.address() + (row << 2), (int) day.toEpochDay());
            }
            return assembly.finish(ArrayData.flat(Types.DATE32, rows, 0, Buffer.NONE, values));
        }
    }

    /// Texts of a few different values, chosen by their numbers; null for a negative number.
    private Column texts(long rows, List<byte[]> values, LongToIntFunction choice) {
        long bytes = 0;
        long nulls = 0;
        for (long row = 0; row < rows; row++) {
            int chosen = choice.applyAsInt(row);
            bytes += chosen < 0 ? 0 : values.get(chosen).length;
            nulls += chosen < 0 ? 1 : 0;
        }
        try (Assembly assembly = new Assembly(allocator)) {
            Buffer validity = nulls == 0 ? Buffer.NONE : assembly.buffer(Bitmaps.bytes(rows));
            Buffer offsets = assembly.buffer((rows + 1) << 2);
            Buffer text = assembly.buffer(bytes);
            if (nulls > 0) {
                Bitmaps.fill(validity.address(), rows, true);
            }
            int end = 0;
            Native.putInt(offsets.address(), 0);
            for (long row = 0; row < rows; row++) {
                int chosen = choice.applyAsInt(row);
                if (chosen < 0) {
                    Bitmaps.setRange(validity.address(), row, 1, false);
                } else {
                    for (byte b : values.get(chosen)) {
                        Native.putByte(text.address() + end++, b);
                    }
                }
                Native.putInt(offsets.address() + ((row + 1) << 2), end);
            }
            return assembly.finish(ArrayData.flat(Types.UTF8, rows, nulls, validity, offsets, text));
        }
    }

    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            numbers.close();
            judged.close();
        }
    }
}
