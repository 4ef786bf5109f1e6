package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.function.FunctionContext;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.KeyHashes;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.Accumulator;
import dev.penstock.kernel.group.GroupResult;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.kernel.group.Groups;
import dev.penstock.kernel.group.KeyUnion;
import dev.penstock.kernel.group.OrderedKeys;
import dev.penstock.kernel.group.PreparedResult;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Budget;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Groups and what their rows come to so far: of one worker's rows, or of several workers' groups put together. Not
/// thread-safe.
final class GroupedRows implements AutoCloseable {
    private final AggregateColumns columns;
    private final Allocator rooms;
    private final Budget own;
    private final long emptyBytes;
    private final Allocator allocator;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final @Nullable RowKeys keys;
    private final List<Accumulator> accumulators = new ArrayList<>();
    private final List<GroupResult> results = new ArrayList<>();
    private final List<GroupedColumn> inputs = new ArrayList<>();
    private final @Nullable FirstRows firstRows;
    private final List<Column> keptKeys = new ArrayList<>();
    private final Block ids;

    /// @param union where the keys are numbered; null if they are numbered here
    GroupedRows(BoundPlan.Aggregate plan, AggregateColumns columns, @Nullable KeyUnion union, FunctionContext context) {
        this.columns = columns;
        this.rooms = context.allocator();
        this.own = rooms.budget().child(rooms.budget().owner(), Long.MAX_VALUE);
        this.allocator = new Allocator(rooms.pool(), own);
        var counted = new FunctionContext(allocator, context.threads(), context.cancellation());
        try {
            ids = own(rooms.allocate(Selection.bytes(GroupedColumn.MOST_ROWS)));
            Schema input = plan.input().schema();
            List<DataType> types = plan.keys().stream().map(key -> input.field(key).type()).toList();
            keys =
                    types.isEmpty()
                            ? null
                            : own(union == null ? new RowKeys(types, allocator) : union.rowKeys(allocator));
            for (AggregateColumns.State state : columns.states()) {
                accumulators.add(own(AggregateFunctions.accumulator(state, counted)));
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
            columns.inputs().forEach(_ -> inputs.add(own(new GroupedColumn(rooms))));
            firstRows = plan.maintainOrder() && keys != null ? own(new FirstRows(allocator)) : null;
            if (keys == null) {
                // All rows are one group, which is there without rows as well.
                accumulators.forEach(accumulator -> accumulator.grow(1));
                Native.fill(ids.address(), ids.capacityBytes(), (byte) 0);
            }
            emptyBytes = own.usedBytes();
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

    /// How much memory the groups take that were met so far. Tables grow by about as much when they grow.
    long grownBytes() {
        return own.usedBytes() - emptyBytes;
    }

    /// Adds the rows of a batch, which stays the caller's.
    ///
    /// @param sequence where the batch stands in the input; it grows from call to call
    void add(Batch batch, long sequence) {
        add(batch, sequence, 0);
    }

    /// Adds rows that come back from the disk: all of one morsel, but perhaps from before others that are there. The
    /// batch stays the caller's.
    void addPlaced(Batch placed) {
        if (placed.rows() > 0) {
            long places = Places.address(placed);
            add(placed, FirstRows.sequence(Native.getLong(places)), places);
        }
    }

    /// @param places where each row stands, eight bytes each; 0 if behind all rows that are there
    private void add(Batch batch, long sequence, long places) {
        List<ArrayData> data = batch.columns().stream().map(Column::data).toList();
        for (long from = 0; from < batch.rows(); from += GroupedColumn.MOST_ROWS) {
            long start = from;
            long rows = Math.min(GroupedColumn.MOST_ROWS, batch.rows() - from);
            handOn(batch, start, rows);
            // Which row is a group's first is known when all rows of the disk are there.
            long first = places == 0 ? sequence : FirstRows.NOWHERE;
            add(data.stream().map(column -> column.slice(start, rows)).toList(), rows, sequence, first);
            if (firstRows != null && places != 0) {
                firstRows.lower(ids.address(), places + (from << 3), rows);
            }
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

    private void add(List<ArrayData> data, long rows, long sequence, long first) {
        int before = count();
        Groups groups = groups(data, rows, sequence);
        grow(before, first);
        for (int i = 0; i < inputs.size(); i++) {
            AggregateColumns.Input input = columns.inputs().get(i);
            inputs.get(i).set(groups, column(data, input.values()), column(data, input.filter()));
        }
        for (AggregateColumns.Pass pass : columns.passes()) {
            int counts = pass.counts();
            if (counts < 0
                    || !accumulators.get(pass.state()).addAndCount(input(pass.state()), accumulators.get(counts))) {
                accumulators.get(pass.state()).add(input(pass.state()));
                if (counts >= 0) {
                    accumulators.get(counts).add(input(counts));
                }
            }
        }
    }

    private GroupedColumn input(int state) {
        return inputs.get(columns.states().get(state).input());
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
                grow(before, FirstRows.NOWHERE);
            }
            addGroups(other, chosen, targets.address());
        }
    }

    /// Adds the rows of groups of `other` to groups that are there.
    ///
    /// @param targets the number of each group here, four bytes each
    void addGroups(GroupedRows other, Selection chosen, long targets) {
        if (firstRows != null && other.firstRows != null) {
            firstRows.merge(other.firstRows, chosen, targets);
        }
        for (int i = 0; i < accumulators.size(); i++) {
            accumulators.get(i).merge(other.accumulators.get(i), chosen, targets);
        }
    }

    /// Adds groups of `other`, which must not change meanwhile, by the words of their keys in the union.
    ///
    /// @param chosen at most [GroupedColumn#MOST_ROWS]
    /// @param anew whether none of them, and none that comes after them, is there yet
    void merge(GroupedRows other, long words, Selection chosen, boolean anew) {
        int before = count();
        Objects.requireNonNull(keys).find(words, chosen.count(), ids.address(), anew);
        grow(before, FirstRows.NOWHERE);
        addGroups(other, chosen, ids.address());
    }

    /// See [RowKeys#isScattered].
    boolean isScattered() {
        return keys != null && keys.isScattered();
    }

    /// See [RowKeys#ordered].
    @Nullable OrderedKeys orderedKeys(Allocator own) {
        return keys == null ? null : keys.ordered(own);
    }

    /// Adds groups without rows, see [RowKeys#appendAscending].
    void appendAscending(long values, int count) {
        int before = count();
        Objects.requireNonNull(keys).appendAscending(values, count);
        grow(before, FirstRows.NOWHERE);
    }

    /// The keys of several groups, numbered together; null when that is not worth it. The caller owns it.
    static @Nullable KeyUnion union(List<GroupedRows> groups, Allocator allocator) {
        boolean keyed = groups.stream().allMatch(rows -> rows.keys != null);
        return keyed ? KeyUnion.of(groups.stream().map(rows -> rows.keys).toList(), allocator) : null;
    }

    /// Called between morsels: groups that most rows have to themselves may be forgotten, and come again.
    void forgetMany() {
        if (keys != null) {
            keys.forgetMany();
        }
    }

    /// Whether there may be several groups of the same key.
    boolean repeats() {
        return keys != null && keys.repeats();
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

    /// Gives back the room that only adding takes. No row is added any more.
    void rest() {
        Column.closeAll(keptKeys);
        keptKeys.clear();
        if (keys != null) {
            keys.forget();
        }
        inputs.forEach(GroupedColumn::close);
    }

    /// The hashes of all groups' keys, as those of rows are; the caller owns them.
    Block hashes() {
        Block hashes = rooms.allocate((long) count() << 3);
        try (Block numbers = PartitionRange.all(count(), rooms)) {
            for (long from = 0; keys != null && from < count(); from += GroupedColumn.MOST_ROWS) {
                long some = Math.min(GroupedColumn.MOST_ROWS, count() - from);
                try (Assembly assembly = new Assembly(rooms)) {
                    var piece = new Selection(numbers.address() + Selection.bytes(from), some);
                    KeyHashes.write(keys.values(piece, assembly), some, hashes.address() + (from << 3));
                }
            }
            return hashes;
        } catch (Throwable e) {
            hashes.close();
            throw e;
        }
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
                try (Assembly assembly = new Assembly(rooms)) {
                    List<ArrayData> values = keys.values(groups, assembly);
                    try (Column all = assembly.finish(values.getFirst())) {
                        values.forEach(value -> made.add(all.view(value)));
                    }
                }
            }
            for (GroupResult result : results) {
                try (Assembly assembly = new Assembly(rooms)) {
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
        own.close();
    }
}
