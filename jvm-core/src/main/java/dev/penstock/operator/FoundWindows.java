package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.WindowColumns;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.window.Sequence;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.run.RunContext;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongUnaryOperator;

/// The rows of a table and the windows that were found over them. Whoever works on them enters, and the last one who
/// leaves gives them back.
final class FoundWindows {
    private final BoundPlan.WindowRows plan;
    private final Batch table;
    private final WindowSequence order;
    private final WindowTable windows;
    private final RunContext context;
    private final AtomicInteger users = new AtomicInteger(1);
    private final List<AutoCloseable> adopted = new ArrayList<>();

    /// Adopts the table, the order of its rows, and the windows. Its maker is in.
    FoundWindows(
            BoundPlan.WindowRows plan, Batch table, WindowSequence order, WindowTable windows, RunContext context) {
        this.plan = plan;
        this.table = table;
        this.order = order;
        this.windows = windows;
        this.context = context;
    }

    WindowTable windows() {
        return windows;
    }

    /// The rows as they came.
    Batch table() {
        return table;
    }

    /// The order in which windows see the rows.
    Sequence sequence() {
        return order.sequence();
    }

    /// Keeps something for those who work on the rows.
    void adopt(AutoCloseable more) {
        adopted.add(more);
    }

    /// Another user. Only who is in may let another one in.
    void enter() {
        users.incrementAndGet();
    }

    void leave() {
        if (users.decrementAndGet() == 0) {
            table.close();
            order.close();
            windows.close();
            adopted.forEach(FoundWindows::close);
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /// Rows `from` to `from + count` of all windows, one window behind the other, for the caller.
    Batch rows(long from, int count) {
        context.cancellation().check();
        return new Piece(from, count).batch();
    }

    /// Some rows of the windows.
    private final class Piece {
        private final long from;
        private final int rows;
        private final long first;
        private final Allocator allocator = context.allocator();

        Piece(long from, int rows) {
            this.from = from;
            this.rows = rows;
            this.first = windows.windowOf(from);
        }

        /// Works on rows `at` to `at + count` of the piece, which are all in window `window`.
        private interface Part {
            void run(long window, long at, long count);
        }

        private void parts(Part part) {
            long at = 0;
            for (long window = first; at < rows; window++) {
                long count = Math.min(rows, windows.end(window) - from) - at;
                part.run(window, at, count);
                at += count;
            }
        }

        Batch batch() {
            var columns = new ArrayList<Column>();
            try (Block chosen = allocator.allocate(Selection.bytes(rows))) {
                choose(chosen.address());
                var selection = new Selection(chosen.address(), rows);
                boolean together = areTogether(selection);
                for (Field field : plan.schema().fields()) {
                    if (table.schema().contains(field.name())) {
                        Column column = table.column(table.schema().indexOf(field.name()));
                        columns.add(
                                together
                                        ? column.slice(selection.row(0), rows)
                                        : Gather.column(column, selection, allocator));
                    }
                }
                WindowColumns added = plan.columns();
                columns.add(constant(added.window(), window -> window));
                columns.add(constant(added.label(), windows::label));
                if (added.bounds() != null) {
                    columns.add(constant(added.bounds().lower(), windows::lower));
                    columns.add(constant(added.bounds().upper(), windows::upper));
                }
                if (added.counted() != null) {
                    columns.add(counted());
                }
                return new Batch(plan.schema(), rows, columns);
            } catch (Throwable e) {
                Column.closeAll(columns);
                throw e;
            }
        }

        private void choose(long to) {
            Sequence sequence = order.sequence();
            parts((window, at, count) -> {
                long place = windows.from(window) + from + at - windows.start(window);
                for (long i = 0; i < count; i++) {
                    Native.putInt(to + Selection.bytes(at + i), (int) sequence.row(place + i));
                }
            });
        }

        /// Whether the rows lie behind one another, as those of windows without overlap and groups do: no copy then.
        private static boolean areTogether(Selection selection) {
            int first = selection.row(0);
            for (long i = 1; i < selection.count(); i++) {
                if (selection.row(i) != first + i) {
                    return false;
                }
            }
            return true;
        }

        /// A column that has one value on all rows of a window.
        private Column constant(String name, LongUnaryOperator valueOf) {
            DataType type = plan.schema().field(name).type();
            boolean wide = Layout.of(type) instanceof Layout.Fixed(int width) && width == Long.BYTES;
            try (Assembly assembly = new Assembly(allocator)) {
                Buffer values = assembly.buffer((long) rows * (wide ? Long.BYTES : Integer.BYTES));
                parts((window, at, count) -> {
                    long value = valueOf.applyAsLong(window);
                    for (long row = at; row < at + count; row++) {
                        if (wide) {
                            Native.putLong(values.address() + (row << 3), value);
                        } else {
                            Native.putInt(values.address() + (row << 2), (int) value);
                        }
                    }
                });
                return assembly.finish(ArrayData.flat(type, rows, 0, Buffer.NONE, values));
            }
        }

        private Column counted() {
            try (Assembly assembly = new Assembly(allocator)) {
                Buffer bits = assembly.buffer(Bitmaps.bytes(rows));
                parts((window, at, count) -> {
                    boolean counted = !windows.isEmpty(window);
                    for (long row = at; row < at + count; row++) {
                        BitLanes.put(bits.address(), row, counted);
                    }
                });
                DataType type = plan.schema().field(plan.schema().size() - 1).type();
                return assembly.finish(ArrayData.flat(type, rows, 0, Buffer.NONE, bits));
            }
        }
    }
}
