package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.function.FunctionContext;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.Accumulator;
import dev.penstock.kernel.group.GroupResult;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.kernel.group.Groups;
import dev.penstock.kernel.group.PreparedResult;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Groups and what their rows come to so far: of one worker's rows, or of several workers' groups put together. Not
/// thread-safe.
final class GroupedRows implements AutoCloseable {
    private final AggregateColumns columns;
    private final Allocator allocator;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final @Nullable RowKeys keys;
    private final List<Accumulator> accumulators = new ArrayList<>();
    private final List<GroupResult> results = new ArrayList<>();
    private final List<GroupedColumn> inputs = new ArrayList<>();
    private final @Nullable FirstRows firstRows;
    private final List<Column> keptKeys = new ArrayList<>();
    private final Block ids;

    GroupedRows(BoundPlan.Aggregate plan, AggregateColumns columns, FunctionContext context) {
        this.columns = columns;
        this.allocator = context.allocator();
        try {
            ids = own(allocator.allocate(Selection.bytes(GroupedColumn.MOST_ROWS)));
            Schema input = plan.input().schema();
            List<DataType> types = plan.keys().stream().map(key -> input.field(key).type()).toList();
            keys = types.isEmpty() ? null : own(new RowKeys(types, allocator));
            for (AggregateColumns.State state : columns.states()) {
                accumulators.add(own(AggregateFunctions.accumulator(state, context)));
            }
            for (int i = 0; i < plan.aggregates().size(); i++) {
                List<Accumulator> states = columns.aggregates().get(i).stream().map(accumulators::get).toList();
                Computed aggregate = plan.aggregates().get(i);
                List<Integer> places = columns.places(i, aggregate, input);
                GroupResult result = AggregateFunctions.result(aggregate, input, states, places, allocator);
                results.add(result);
                if (result instanceof PreparedResult owned) {
                    own(owned);
                }
            }
            columns.inputs().forEach(_ -> inputs.add(own(new GroupedColumn(allocator))));
            firstRows = plan.maintainOrder() && keys != null ? own(new FirstRows(allocator)) : null;
            if (keys == null) {
                // All rows are one group, which is there without rows as well.
                accumulators.forEach(accumulator -> accumulator.grow(1));
                Native.fill(ids.address(), ids.capacityBytes(), (byte) 0);
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T own(T part) {
        owned.add(part);
        return part;
    }

    int count() {
        return keys == null ? 1 : keys.count();
    }

    /// Adds the rows of a batch, which stays the caller's.
    ///
    /// @param sequence where the batch stands in the input; it grows from call to call
    void add(Batch batch, long sequence) {
        List<ArrayData> data = batch.columns().stream().map(Column::data).toList();
        for (long from = 0; from < batch.rows(); from += GroupedColumn.MOST_ROWS) {
            long start = from;
            long rows = Math.min(GroupedColumn.MOST_ROWS, batch.rows() - from);
            handOn(batch, start, rows);
            add(data.stream().map(column -> column.slice(start, rows)).toList(), rows, sequence);
        }
        keep(batch);
    }

    /// Hands on the columns themselves to what may keep them.
    private void handOn(Batch batch, long from, long rows) {
        for (int i = 0; i < inputs.size(); i++) {
            List<Integer> whole = columns.inputs().get(i).whole();
            if (!whole.isEmpty()) {
                Column.closeAll(inputs.get(i).arguments());
                inputs.get(i).arguments(whole.stream().map(index -> batch.column(index).slice(from, rows)).toList());
            }
        }
    }

    /// Dictionaries and strings behind views that stay the same from batch to batch are looked up once. They are told
    /// by their addresses, so the memory of the last ones must stay until others are known.
    private void keep(Batch batch) {
        var before = List.copyOf(keptKeys);
        keptKeys.clear();
        for (int key : columns.keys()) {
            Layout layout = Layout.of(batch.column(key).type());
            if (layout instanceof Layout.Indexed || layout instanceof Layout.Views) {
                keptKeys.add(batch.column(key).share());
            }
        }
        Column.closeAll(before);
    }

    private void add(List<ArrayData> data, long rows, long sequence) {
        int before = count();
        Groups groups = groups(data, rows, sequence);
        grow(before, sequence);
        for (int i = 0; i < inputs.size(); i++) {
            AggregateColumns.Input input = columns.inputs().get(i);
            inputs.get(i).set(groups, column(data, input.values()), column(data, input.filter()));
        }
        for (int i = 0; i < accumulators.size(); i++) {
            accumulators.get(i).add(inputs.get(columns.states().get(i).input()));
        }
    }

    private static @Nullable ArrayData column(List<ArrayData> data, int index) {
        return index < 0 ? null : data.get(index);
    }

    private Groups groups(List<ArrayData> data, long rows, long sequence) {
        if (keys == null) {
            return new Groups(ids.address(), rows, 0, sequence);
        }
        keys.find(columns.keys().stream().map(data::get).toList(), ids.address());
        return Groups.of(ids.address(), rows, sequence);
    }

    private void grow(int before, long sequence) {
        int count = count();
        if (count > before) {
            accumulators.forEach(accumulator -> accumulator.grow(count));
            if (firstRows != null) {
                firstRows.append(before, count, sequence);
            }
        }
    }

    /// Says that there will be about `groups` groups.
    void reserve(int groups) {
        if (keys != null) {
            keys.reserve(groups);
        }
    }

    /// Adds groups of `other`, which must not change meanwhile.
    void merge(GroupedRows other, Selection chosen) {
        try (Block targets = allocator.allocate(Selection.bytes(chosen.count()))) {
            Native.fill(targets.address(), Selection.bytes(chosen.count()), (byte) 0);
            int before = count();
            if (keys != null && other.keys != null) {
                for (long from = 0; from < chosen.count(); from += GroupedColumn.MOST_ROWS) {
                    long rows = Math.min(GroupedColumn.MOST_ROWS, chosen.count() - from);
                    try (Assembly assembly = new Assembly(allocator)) {
                        var piece = new Selection(chosen.address() + Selection.bytes(from), rows);
                        keys.find(other.keys.values(piece, assembly), targets.address() + Selection.bytes(from));
                        keys.forget();
                    }
                }
                grow(before, Long.MAX_VALUE);
                if (firstRows != null && other.firstRows != null) {
                    firstRows.merge(other.firstRows, chosen, targets.address());
                }
            }
            for (int i = 0; i < accumulators.size(); i++) {
                accumulators.get(i).merge(other.accumulators.get(i), chosen, targets.address());
            }
        }
    }

    /// Puts all rows in order for results that need that. No row may come afterwards.
    List<Runnable> arrange(int parts, Runnable check) {
        var chores = new ArrayList<Runnable>();
        accumulators.forEach(accumulator -> chores.addAll(accumulator.arrange(parts, check)));
        return chores;
    }

    /// Computes the results that are computed all at once. Comes after [#arrange].
    List<Runnable> prepare(int parts, Runnable check) {
        var chores = new ArrayList<Runnable>();
        for (GroupResult result : results) {
            if (result instanceof PreparedResult prepared) {
                chores.addAll(prepared.prepare(parts, check));
            }
        }
        return chores;
    }

    /// A number that depends only on the key of a group.
    long hash(int group) {
        return keys == null ? 0 : keys.hash(group);
    }

    /// Where the groups' first rows stand, if that matters.
    @Nullable FirstRows firstRows() {
        return firstRows;
    }

    /// A row for each of `groups`, for the caller.
    Batch result(Schema schema, Selection groups) {
        var made = new ArrayList<Column>();
        try {
            if (keys != null) {
                try (Assembly assembly = new Assembly(allocator)) {
                    List<ArrayData> values = keys.values(groups, assembly);
                    try (Column all = assembly.finish(values.getFirst())) {
                        values.forEach(value -> made.add(all.view(value)));
                    }
                }
            }
            for (GroupResult result : results) {
                try (Assembly assembly = new Assembly(allocator)) {
                    made.add(assembly.finish(result.result(groups, assembly)));
                }
            }
            return new Batch(schema, groups.count(), made);
        } catch (Throwable e) {
            Column.closeAll(made);
            throw e;
        }
    }

    @Override
    public void close() {
        Column.closeAll(keptKeys);
        keptKeys.clear();
        inputs.forEach(input -> Column.closeAll(input.arguments()));
        for (AutoCloseable part : owned) {
            try {
                part.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
