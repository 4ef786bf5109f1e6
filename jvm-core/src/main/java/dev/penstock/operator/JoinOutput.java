package dev.penstock.operator;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.evaluate.RowProgram;
import dev.penstock.function.Cancellation;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.optimize.Columns;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes rows of pairs: numbers of a row that probes and of a row of the built side. Columns are gathered here, at the
/// end, and no others than those that are read. Each worker has one.
final class JoinOutput implements AutoCloseable {
    /// A column of the result or of the condition: of which side, and which one there.
    private record Source(boolean built, int index) {}

    private final JoinBuild build;
    private final Schema schema;
    private final List<Source> sources;
    private final Schema compared;
    private final List<Source> comparedSources;
    private final Allocator allocator;
    private final Block numbers;
    private final int mostRows;
    private final @Nullable RowProgram condition;

    /// @param mostRows how many pairs there may be at once
    JoinOutput(JoinShape shape, JoinBuild build, int mostRows, Allocator allocator, Cancellation cancellation) {
        this.build = build;
        this.allocator = allocator;
        this.mostRows = mostRows;
        BoundPlan.Join join = shape.join();
        schema = join.schema();
        Schema probe = shape.probe().schema();
        sources = sources(schema, probe);
        BoundExpr predicate = join.condition();
        Set<String> read = predicate == null ? Set.of() : Columns.of(predicate);
        var fields = new ArrayList<Field>();
        for (Schema side : List.of(probe, build.schema())) {
            side.fields().stream().filter(field -> read.contains(field.name())).forEach(fields::add);
        }
        compared = new Schema(fields);
        comparedSources = sources(compared, probe);
        var pairs = new BoundPlan.Exchange(0, compared);
        condition =
                predicate == null
                        ? null
                        : new RowProgram(
                                List.of(new BoundPlan.Filter(pairs, predicate)), compared, allocator, cancellation);
        try {
            numbers = allocator.allocate(2 * Selection.bytes(mostRows));
        } catch (Throwable e) {
            if (condition != null) {
                condition.close();
            }
            throw e;
        }
    }

    private List<Source> sources(Schema wanted, Schema probe) {
        var found = new ArrayList<Source>();
        for (String name : wanted.names()) {
            found.add(
                    probe.contains(name)
                            ? new Source(false, probe.indexOf(name))
                            : new Source(true, build.schema().indexOf(name)));
        }
        return found;
    }

    /// Room for the numbers of rows that probe, counted from the first row of the piece on; four bytes each.
    long probed() {
        return numbers.address();
    }

    /// Room for the numbers of rows of the built side, or -1 for none; four bytes each.
    long built() {
        return numbers.address() + Selection.bytes(mostRows);
    }

    int mostRows() {
        return mostRows;
    }

    /// Hands over a batch of pairs, unless none of them is left by the condition.
    ///
    /// @param rows the rows that probe; their first one is row 0
    /// @param count how many pairs were written
    /// @param every whether the pairs are those of all rows, each once and in order; then their numbers need not be
    ///   written
    /// @param missing whether the numbers of the built side may be -1
    void pairs(Rows rows, int count, boolean every, boolean missing, Consumer<Batch> out) {
        int left = condition == null ? count : filter(condition, rows, count, every, missing);
        if (left > 0) {
            boolean all = every && left == count;
            var probed = all ? null : new Selection(probed(), left);
            out.accept(batch(schema, sources, rows, left, probed, new Selection(built(), left, missing)));
        }
    }

    /// Hands over rows that probe, without any of the built side.
    ///
    /// @param every whether it is all of them
    void alone(Rows rows, int count, boolean every, Consumer<Batch> out) {
        if (count > 0) {
            var probed = every ? null : new Selection(probed(), count);
            out.accept(batch(schema, sources, rows, count, probed, new Selection(0, 0)));
        }
    }

    /// Leaves the pairs on which the condition is true, and returns how many those are.
    private int filter(RowProgram predicate, Rows rows, int count, boolean every, boolean missing) {
        if (every) {
            // They may not be all for long.
            for (long i = 0; i < count; i++) {
                Native.putInt(probed() + (i << 2), (int) i);
            }
        }
        var probed = every ? null : new Selection(probed(), count);
        try (Batch pairs =
                batch(compared, comparedSources, rows, count, probed, new Selection(built(), count, missing))) {
            Selection kept = predicate.select(pairs, 0, count);
            if (kept == null) {
                return count;
            }
            for (long i = 0; i < kept.count(); i++) {
                long from = (long) kept.row(i) << 2;
                Native.putInt(probed() + (i << 2), Native.getInt(probed() + from));
                Native.putInt(built() + (i << 2), Native.getInt(built() + from));
            }
            return (int) kept.count();
        }
    }

    private Batch batch(
            Schema made, List<Source> wanted, Rows rows, int count, @Nullable Selection probed, Selection built) {
        var columns = new ArrayList<Column>();
        try {
            for (Source source : wanted) {
                columns.add(
                        source.built
                                ? build.gathered(source.index, built)
                                : rows.column(source.index, probed, allocator));
            }
            return new Batch(made, count, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    @Override
    public void close() {
        numbers.close();
        if (condition != null) {
            condition.close();
        }
    }

    /// Rows that probe: a piece of a morsel.
    record Rows(Batch batch, long from, long count) {
        /// The selected rows of a column for another owner, or all of them, without a copy.
        Column column(int index, @Nullable Selection selection, Allocator allocator) {
            Column slice = batch.column(index).slice(from, count);
            if (selection == null) {
                return slice;
            }
            try (slice) {
                return Gather.column(slice, selection, allocator);
            }
        }
    }
}
