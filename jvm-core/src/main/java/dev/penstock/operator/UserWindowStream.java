package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.UserFunctions;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Column;
import dev.penstock.function.AggregateState;
import dev.penstock.function.FunctionContext;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.run.RunContext;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads all rows, hands them to users' functions group by group, and delivers them again with the answers.
final class UserWindowStream implements BatchStream {
    private final BoundPlan.Window plan;
    private final BatchStream input;
    private final Schema schema;
    private final RunContext context;
    private final Deque<Batch> ready = new ArrayDeque<>();
    private boolean started;

    /// Adopts the input.
    UserWindowStream(BoundPlan.Window plan, BatchStream input, RunContext context) {
        this.plan = plan;
        this.input = input;
        this.schema = plan.input().schema();
        this.context = context;
    }

    @Override
    public Schema schema() {
        return plan.schema();
    }

    @Override
    public synchronized @Nullable Batch next() {
        if (!started) {
            started = true;
            run();
        }
        return ready.poll();
    }

    private void run() {
        var batches = new ArrayList<Batch>();
        var answers = new ArrayList<List<Column>>();
        try {
            for (Batch batch = input.next(); batch != null; batch = input.next()) {
                pieces(batch, batches);
            }
            try (var groups = new Ids(batches)) {
                for (BoundPlan.Computed window : plan.windows()) {
                    answers.add(answers(window, groups, batches));
                }
            }
            for (int i = 0; i < batches.size(); i++) {
                var columns = new ArrayList<Column>(Column.shareAll(batches.get(i).columns()));
                for (List<Column> answer : answers) {
                    columns.add(answer.get(i).share());
                }
                ready.add(new Batch(plan.schema(), batches.get(i).rows(), columns));
            }
        } finally {
            batches.forEach(Batch::close);
            answers.forEach(Column::closeAll);
        }
    }

    /// Cuts a batch, which moves in, to what groups can be found for at once.
    private static void pieces(Batch batch, List<Batch> to) {
        try (batch) {
            for (long from = 0; from < batch.rows(); from += GroupedColumn.MOST_ROWS) {
                to.add(batch.slice(from, Math.min(GroupedColumn.MOST_ROWS, batch.rows() - from)));
            }
        }
    }

    /// The group of each row.
    private final class Ids implements AutoCloseable {
        private final List<int[]> ids = new ArrayList<>();
        private final List<Block> blocks = new ArrayList<>();
        private int count = 1;

        Ids(List<Batch> batches) {
            Allocator allocator = context.allocator();
            List<DataType> types = plan.partitionBy().stream().map(key -> schema.field(key).type()).toList();
            try (RowKeys keys = types.isEmpty() ? null : new RowKeys(types, allocator)) {
                for (Batch batch : batches) {
                    context.cancellation().check();
                    Block block = allocator.allocateZeroed(Selection.bytes(batch.rows()));
                    blocks.add(block);
                    if (keys != null) {
                        List<ArrayData> columns =
                                plan.partitionBy().stream()
                                        .map(key -> batch.column(schema.indexOf(key)).data())
                                        .toList();
                        keys.find(columns, block.address());
                        count = keys.count();
                    }
                    ids.add(UserAccumulator.ints(block.address(), (int) batch.rows()));
                }
            } catch (Throwable e) {
                close();
                throw e;
            }
        }

        Selection selection(int batch) {
            return new Selection(blocks.get(batch).address(), ids.get(batch).length);
        }

        @Override
        public void close() {
            blocks.forEach(Block::close);
        }
    }

    /// A column for each batch.
    private List<Column> answers(BoundPlan.Computed window, Ids groups, List<Batch> batches) {
        FunctionContext functions = context.functions();
        try (AggregateState state =
                switch (window.function()) {
                    case UserFunctions.Aggregate(var call) -> call.open(functions);
                    case UserFunctions.Series(var call) -> new GroupedSeries(call, functions);
                    case UserFunctions.Rows(var call) -> new GroupedSeries(call, functions);
                    default -> throw new AssertionError(window.function());
                }) {
            state.grow(groups.count);
            for (int i = 0; i < batches.size(); i++) {
                Batch batch = batches.get(i);
                List<Column> arguments =
                        window.arguments().stream().map(name -> batch.column(schema.indexOf(name))).toList();
                state.update(arguments, counted(window, batch, groups.ids.get(i)), (int) batch.rows(), i);
            }
            return window.function() instanceof UserFunctions.Rows
                    ? cut((GroupedSeries) state, batches)
                    : spread(state, groups, batches);
        }
    }

    private int[] counted(BoundPlan.Computed window, Batch batch, int[] ids) {
        if (window.filter() == null) {
            return ids;
        }
        ArrayData filter = batch.column(schema.indexOf(window.filter())).data();
        Bitmap bits = filter.bits();
        Bitmap valid = filter.validity();
        int[] counted = ids.clone();
        for (int row = 0; row < counted.length; row++) {
            counted[row] = valid.get(row) && bits.get(row) ? counted[row] : -1;
        }
        return counted;
    }

    private static List<Column> cut(GroupedSeries state, List<Batch> batches) {
        var columns = new ArrayList<Column>();
        try (Column all = state.rows()) {
            long from = 0;
            for (Batch batch : batches) {
                columns.add(all.slice(from, batch.rows()));
                from += batch.rows();
            }
        }
        return columns;
    }

    private List<Column> spread(AggregateState state, Ids groups, List<Batch> batches) {
        int[] all = new int[groups.count];
        for (int group = 0; group < all.length; group++) {
            all[group] = group;
        }
        var columns = new ArrayList<Column>();
        try (Column values = state.finish(all)) {
            for (int i = 0; i < batches.size(); i++) {
                columns.add(Gather.column(values, groups.selection(i), context.allocator()));
            }
            return columns;
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    @Override
    public void close() {
        input.close();
        synchronized (this) {
            started = true;
            ready.forEach(Batch::close);
            ready.clear();
        }
    }
}
