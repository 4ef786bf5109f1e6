package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.Widening;
import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.Neighbours;
import dev.penstock.kernel.window.Running;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.operator.SequencedRows.Form;
import dev.penstock.operator.SequencedRows.Loaded;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;

/// Windows of functions that look at the rows around a row, over a table in the order of a window.
record OrderedWindows(Batch table, SequencedRows rows, Tasks tasks, Allocator allocator) {
    /// The window's column, in one piece or several, for the caller.
    List<Column> column(Computed window, OrderedFunction function) {
        return switch (function) {
            case SHIFT -> shift(window);
            case FORWARD_FILL -> fill(window, true);
            case BACKWARD_FILL -> fill(window, false);
            case DIFF, PCT_CHANGE -> List.of(between(window, function));
            case CUM_SUM, CUM_PROD, CUM_MIN, CUM_MAX, CUM_COUNT -> List.of(running(window, function));
            case ROW_INDEX -> List.of(rowIndex(window));
            case ROLLING_SUM,
                    ROLLING_MEAN,
                    ROLLING_MIN,
                    ROLLING_MAX,
                    ROLLING_STD,
                    ROLLING_VAR,
                    ROLLING_MEDIAN,
                    ROLLING_QUANTILE ->
                    List.of(new RollingWindows(rows).column(window, function, argument(window, 0)));
            case RANK, RLE_ID, INTERPOLATE, IS_DUPLICATED, IS_UNIQUE, IS_FIRST_DISTINCT, IS_LAST_DISTINCT ->
                    throw new AssertionError(function);
        };
    }

    private Column argument(Computed window, int index) {
        return table.column(table.schema().indexOf(window.arguments().get(index)));
    }

    private List<Column> shift(Computed window) {
        Column column = argument(window, 0);
        long n = window.options().integer("n", 1);
        boolean filled = window.arguments().size() > 1;
        if (rows.sequence().isPlain() && !filled) {
            return moved(column, n);
        }
        try (Column source =
                filled ? Concatenate.columns(List.of(column, argument(window, 1)), allocator) : column.share()) {
            long otherwise = filled ? column.length() : -1;
            return gathered(
                    source,
                    chosen ->
                            rows.stretches((first, last, from, to) ->
                                    Neighbours.shifted(rows.sequence(), n, otherwise, chosen, first, last, from, to)));
        }
    }

    /// The rows `n` places on, without a copy, and nulls in front or behind.
    private List<Column> moved(Column column, long n) {
        long count = column.length();
        long missing = n == Long.MIN_VALUE ? count : Math.min(count, Math.abs(n));
        Column kept = column.slice(n > 0 ? 0 : missing, count - missing);
        if (missing == 0) {
            return List.of(kept);
        }
        try (Block numbers = allocator.allocate(Selection.bytes(missing))) {
            Native.fill(numbers.address(), Selection.bytes(missing), (byte) -1);
            Column nulls = Gather.column(column, new Selection(numbers.address(), missing, true), allocator);
            return n > 0 ? List.of(nulls, kept) : List.of(kept, nulls);
        } catch (Throwable e) {
            kept.close();
            throw e;
        }
    }

    private interface Chooser {
        /// Writes the row of the source that each row gets, four bytes each, -1 for none.
        void choose(long chosen);
    }

    private List<Column> gathered(Column source, Chooser chooser) {
        long count = table.rows();
        try (Block chosen = allocator.allocate(Selection.bytes(count))) {
            chooser.choose(chosen.address());
            var chunks = new ArrayList<ChunkGather.Chunk>();
            for (long from = 0; from < count; from += ChunkGather.CHUNK_ROWS) {
                long some = Math.min(ChunkGather.CHUNK_ROWS, count - from);
                long at = chosen.address() + Selection.bytes(from);
                chunks.add(new ChunkGather.Chunk(source, new Selection(at, some, true)));
            }
            return new ChunkGather(chunks, tasks, allocator).column(source.type());
        }
    }

    private List<Column> fill(Computed window, boolean forward) {
        Column column = argument(window, 0);
        Long wanted = window.options().integer("limit");
        long limit = wanted == null ? -1 : wanted;
        try (Loaded loaded = rows.load(column, Form.FLAGS)) {
            long flags = loaded.lanes().flags();
            if (flags == 0) {
                return List.of(column.share());
            }
            long[] known = known(flags, forward);
            return gathered(
                    column,
                    chosen ->
                            rows.chunks((from, to) -> {
                                long outside = known[(int) (from / ChunkGather.CHUNK_ROWS)];
                                rows.sequence()
                                        .stretches(
                                                from,
                                                to,
                                                (first, last, start, end) -> {
                                                    if (forward) {
                                                        Neighbours.filledForward(
                                                                rows.sequence(),
                                                                flags,
                                                                limit,
                                                                outside,
                                                                chosen,
                                                                first,
                                                                start,
                                                                end);
                                                    } else {
                                                        Neighbours.filledBackward(
                                                                rows.sequence(),
                                                                flags,
                                                                limit,
                                                                outside,
                                                                chosen,
                                                                last,
                                                                start,
                                                                end);
                                                    }
                                                });
                            }));
        }
    }

    /// For each chunk the nearest place outside of it, before or behind, that has a value; -1 for none.
    private long[] known(long flags, boolean forward) {
        long size = ChunkGather.CHUNK_ROWS;
        int chunks = (int) Math.ceilDiv(table.rows(), size);
        long[] own = new long[chunks];
        rows.chunks((from, to) -> {
            long place = forward ? to - 1 : from;
            while (place >= from && place < to && Native.getByte(flags + place) == 0) {
                place += forward ? -1 : 1;
            }
            own[(int) (from / size)] = place >= from && place < to ? place : -1;
        });
        long[] known = new long[chunks];
        long last = -1;
        for (int i = 0; i < chunks; i++) {
            int chunk = forward ? i : chunks - 1 - i;
            known[chunk] = last;
            last = own[chunk] >= 0 ? own[chunk] : last;
        }
        return known;
    }

    private Column between(Computed window, OrderedFunction function) {
        Column column = argument(window, 0);
        long n = window.options().integer("n", 1);
        boolean real = function == OrderedFunction.PCT_CHANGE || column.type().isFloat();
        Neighbours.Kind kind =
                function == OrderedFunction.PCT_CHANGE
                        ? Neighbours.Kind.CHANGE
                        : real ? Neighbours.Kind.DOUBLE_DIFFERENCE : Neighbours.Kind.LONG_DIFFERENCE;
        try (Loaded loaded = rows.load(column, real ? Form.DOUBLES : Form.LONGS);
                var result = new SequenceResult(rows, true)) {
            Lanes lanes = loaded.lanes();
            // Further away than there are rows is all the same.
            long near = Math.clamp(n, -table.rows(), table.rows());
            long factor = function == OrderedFunction.DIFF ? unitsOfResult(column.type()) : 1;
            rows.stretches((first, last, from, to) -> {
                Neighbours.between(kind, lanes, near, result.values(), result.flags(), first, last, from, to);
                Neighbours.multiply(result.values(), factor, from, to);
            });
            return result.column(window.type());
        }
    }

    /// How many units of the difference make one of the values.
    private static long unitsOfResult(DataType type) {
        return switch (type) {
            case DataType.Date _ -> 86_400_000_000L;
            case DataType.Time time -> 1_000_000_000 / time.unit().perSecond();
            default -> 1;
        };
    }

    private Column running(Computed window, OrderedFunction function) {
        Column column = argument(window, 0);
        boolean count = function == OrderedFunction.CUM_COUNT;
        boolean real = column.type().isFloat();
        Form form = count ? Form.FLAGS : real ? Form.DOUBLES : Form.LONGS;
        try (Loaded loaded = rows.load(column, form);
                var result = new SequenceResult(rows, false)) {
            boolean reverse = window.options().flag("reverse", false);
            Running running = running(function, real, Widening.isUnsigned64(column.type()));
            new RunningTotals(rows, running, reverse).run(loaded.lanes(), result.values());
            return result.column(window.type(), count ? 0 : loaded.lanes().flags());
        }
    }

    private static Running running(OrderedFunction function, boolean real, boolean unsigned) {
        return switch (function) {
            case CUM_SUM -> real ? Running.DOUBLE_SUM : Running.LONG_SUM;
            case CUM_PROD -> real ? Running.DOUBLE_PRODUCT : Running.LONG_PRODUCT;
            case CUM_MIN -> real ? Running.DOUBLE_MIN : unsigned ? Running.UNSIGNED_MIN : Running.LONG_MIN;
            case CUM_MAX -> real ? Running.DOUBLE_MAX : unsigned ? Running.UNSIGNED_MAX : Running.LONG_MAX;
            default -> Running.COUNT;
        };
    }

    private Column rowIndex(Computed window) {
        try (var result = new SequenceResult(rows, false)) {
            rows.stretches((first, last, from, to) -> {
                for (long place = from; place < to; place++) {
                    Native.putLong(result.values() + (place << 3), place - first);
                }
            });
            return result.column(window.type());
        }
    }
}
