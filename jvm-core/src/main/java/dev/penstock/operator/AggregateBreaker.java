package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.UserFunctions;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.function.FunctionContext;
import dev.penstock.kernel.group.KeyUnion;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.plan.Aggregation;
import dev.penstock.run.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Groups of each worker, put together at the end: all at once, or part by part when they do not fit into memory.
final class AggregateBreaker implements Breaker {
    private final BoundPlan.Aggregate plan;
    private final AggregateColumns columns;
    private final CoreRun run;
    private final RunContext context;
    private final Tasks tasks;
    private final Budget budget;
    private final Allocator allocator;
    private final boolean keepsRows;
    private final @Nullable GroupingWorker[] workers;
    private @Nullable PlacedParts disk;
    private @Nullable OrderedRuns runs;

    AggregateBreaker(BoundPlan.Aggregate plan, CoreRun run) {
        this.plan = plan;
        this.columns = AggregateColumns.of(plan);
        this.run = run;
        this.context = run.context();
        this.tasks = run.tasks();
        this.workers = new @Nullable GroupingWorker[context.threads()];
        Allocator whole = context.allocator();
        budget = whole.budget().child(name(), Long.MAX_VALUE);
        allocator = new Allocator(whole.pool(), budget);
        keepsRows =
                columns.states().stream()
                        .anyMatch(state ->
                                state.function() == Aggregation.IMPLODE
                                        || state.function() instanceof UserFunctions.Series);
    }

    /// What is grouped, for people: who asked for too much memory.
    private String name() {
        return plan.keys().isEmpty() ? "the aggregates" : "the groups by " + String.join(", ", plan.keys());
    }

    private GroupedRows groups(@Nullable KeyUnion union) {
        return new GroupedRows(
                plan, columns, union, new FunctionContext(allocator, context.threads(), context.cancellation()));
    }

    /// Where rows go that do not fit; nowhere when all are one group.
    private synchronized @Nullable PlacedParts disk() {
        if (disk == null && !plan.keys().isEmpty()) {
            disk = new PlacedParts(name(), plan.input().schema(), columns.keys(), false, 0, context);
        }
        return disk;
    }

    @Override
    public void consume(int worker, long morsel, Batch batch) {
        try (batch) {
            GroupingWorker grouping = workers[worker];
            if (grouping == null) {
                grouping = worker(worker);
                workers[worker] = grouping;
            }
            grouping.add(morsel, batch);
        }
    }

    private GroupingWorker worker(int number) {
        // Where the order of the groups matters, rows would have to remember their places.
        boolean mayWait = !keepsRows && !plan.maintainOrder() && RowKeys.areFew(plan.keys().size());
        Supplier<HashedRows> hashedBy = () -> new HashedRows(columns.keys(), columns.wanted(), allocator);
        return new GroupingWorker(number, this::groups, keepsRows, mayWait ? hashedBy : null, this::disk, context);
    }

    @Override
    public BatchStream finish() {
        List<GroupingWorker> busy = busy();
        return isParted(busy)
                ? parted(busy)
                : run.ordered(plan.schema(), new Pipeline(List.of(), together(busy, run.morselRows())));
    }

    @Override
    public Morsels morsels(int morselRows) {
        List<GroupingWorker> busy = busy();
        return isParted(busy) ? new StreamMorsels(parted(busy), morselRows) : together(busy, morselRows);
    }

    private List<GroupingWorker> busy() {
        var busy = new ArrayList<GroupingWorker>();
        for (GroupingWorker worker : workers) {
            if (worker != null) {
                busy.add(worker);
            }
        }
        return busy;
    }

    private BatchStream parted(List<GroupingWorker> busy) {
        busy.stream().filter(worker -> keepsRows || worker.isHashed()).forEach(GroupingWorker::spill);
        return parted(new GroupParts(this::groups, keepsRows, take(busy), disk, context, tasks));
    }

    private Morsels together(List<GroupingWorker> busy, int morselRows) {
        var hashed = new ArrayList<HashedRows>();
        busy.stream().map(GroupingWorker::takeHashed).filter(Objects::nonNull).forEach(hashed::add);
        List<GroupedRows> all = take(busy);
        if (!hashed.isEmpty()) {
            List<GroupedRows> groups = merged(all, hashed);
            return arranged(groups, new GroupMorsels(plan.schema(), groups, morselRows, context.allocator()));
        }
        List<GroupedRows> groups = all.isEmpty() ? List.of(groups(null)) : merged(all);
        return arranged(groups, new GroupMorsels(plan.schema(), groups, morselRows, context.allocator()));
    }

    /// Whether the groups of all workers do not fit into memory together.
    private boolean isParted(List<GroupingWorker> busy) {
        if (busy.stream().anyMatch(GroupingWorker::isSpilled)) {
            return true;
        }
        long count = busy.stream().mapToLong(GroupingWorker::heldCount).sum();
        long bytes = busy.stream().mapToLong(worker -> worker.bytesToFinish(0)).sum();
        boolean merged = busy.size() > 1 || busy.stream().anyMatch(worker -> worker.repeats() || worker.isHashed());
        return (keepsRows || merged) && PlacedParts.isDue(context, count, bytes) && disk() != null;
    }

    private static List<GroupedRows> take(List<GroupingWorker> busy) {
        var taken = new ArrayList<GroupedRows>();
        for (GroupingWorker worker : busy) {
            GroupedRows groups = worker.take();
            if (groups != null) {
                taken.add(groups);
            }
        }
        return taken;
    }

    /// Groups that have no key in common. Adopts those of the workers.
    private List<GroupedRows> merged(List<GroupedRows> all) {
        List<GroupedRows> merged = List.of();
        try {
            merged = new GroupMerge(this::groups, keepsRows, context.allocator(), tasks).of(all, plan.maintainOrder());
            return merged;
        } finally {
            for (GroupedRows groups : all) {
                if (!merged.contains(groups)) {
                    groups.close();
                }
            }
        }
    }

    /// Adopts all.
    private List<GroupedRows> merged(List<GroupedRows> all, List<HashedRows> hashed) {
        try {
            return HashedMerge.of(all, hashed, this::groups, context.allocator(), tasks);
        } finally {
            all.forEach(GroupedRows::close);
            hashed.forEach(HashedRows::close);
        }
    }

    /// A row for each group. Adopts the groups.
    private BatchStream rows(List<GroupedRows> groups) {
        var morsels = new GroupMorsels(plan.schema(), groups, context.batchRows(), context.allocator());
        return new MorselStream(plan.schema(), arranged(groups, morsels));
    }

    /// Does what is left to do when each group has all its rows. Adopts the morsels, which adopted the groups.
    private GroupMorsels arranged(List<GroupedRows> groups, GroupMorsels morsels) {
        try {
            int parts = Math.ceilDiv(tasks.threads(), groups.size());
            tasks.run(groups.stream().flatMap(rows -> rows.arrange(parts, tasks::check).stream()).toList());
            // A few more parts than threads, because some groups take longer than others.
            tasks.run(groups.stream().flatMap(rows -> rows.prepare(4 * parts, tasks::check).stream()).toList());
            return morsels;
        } catch (Throwable e) {
            morsels.close();
            throw e;
        }
    }

    /// Adopts the parts.
    private BatchStream parted(GroupParts parts) {
        if (!plan.maintainOrder()) {
            return new PartedGroups(plan.schema(), parts, this::rows);
        }
        try (parts) {
            OrderedRuns ordered = OrderedRuns.byPlace(name(), plan.schema(), context);
            runs = ordered;
            for (List<GroupedRows> groups = parts.next(); !groups.isEmpty(); groups = parts.next()) {
                write(groups, ordered);
            }
            return ordered.merged();
        }
    }

    /// Writes a run of the rows of each of `groups`, which move in.
    private void write(List<GroupedRows> groups, OrderedRuns ordered) {
        var all = new ArrayList<GroupMorsels>();
        for (GroupedRows rows : groups) {
            all.add(new GroupMorsels(plan.schema(), List.of(rows), true, context.batchRows(), context.allocator()));
        }
        try {
            var work = new ArrayList<Runnable>();
            for (int i = 0; i < all.size(); i++) {
                List<GroupedRows> one = List.of(groups.get(i));
                GroupMorsels morsels = all.get(i);
                work.add(() -> ordered.write(new MorselStream(morsels.schema(), arranged(one, morsels))));
            }
            tasks.run(work);
        } finally {
            all.forEach(GroupMorsels::close);
        }
    }

    @Override
    public void close() {
        for (GroupingWorker worker : workers) {
            if (worker != null) {
                worker.close();
            }
        }
        if (disk != null) {
            disk.close();
        }
        if (runs != null) {
            runs.close();
        }
        budget.close();
    }
}
