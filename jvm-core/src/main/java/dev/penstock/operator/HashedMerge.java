package dev.penstock.operator;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Puts groups of several workers together, and the rows that they did not group any more, part by part by the hashes
/// of the keys: the groups of a part stay in the cache.
final class HashedMerge implements AutoCloseable {
    private record Source(GroupedRows groups, HashOrder order) {}

    private final List<HashedRows> rows;
    private final EmptyGroups empty;
    private final Allocator allocator;
    private final Tasks tasks;
    private final List<Source> sources = new ArrayList<>();

    private HashedMerge(List<HashedRows> rows, EmptyGroups empty, Allocator allocator, Tasks tasks) {
        this.rows = rows;
        this.empty = empty;
        this.allocator = allocator;
        this.tasks = tasks;
    }

    /// Groups that have no key in common, and that the caller owns. What is given stays the caller's.
    static List<GroupedRows> of(
            List<GroupedRows> groups, List<HashedRows> rows, EmptyGroups empty, Allocator allocator, Tasks tasks) {
        try (var merge = new HashedMerge(rows, empty, allocator, tasks)) {
            tasks.run(groups.stream().<Runnable>map(some -> () -> merge.sort(some)).toList());
            return merge.merged();
        }
    }

    private void sort(GroupedRows some) {
        some.rest();
        try (Block hashes = some.hashes()) {
            var source = new Source(some, HashOrder.of(hashes.address(), some.count(), allocator));
            synchronized (sources) {
                sources.add(source);
            }
        }
    }

    private List<GroupedRows> merged() {
        var made = new ArrayList<GroupedRows>();
        try {
            var next = new AtomicInteger();
            Runnable worker =
                    () -> {
                        for (int part = next.getAndIncrement(); part < HashOrder.PARTS; part = next.getAndIncrement()) {
                            GroupedRows target = empty.get();
                            synchronized (made) {
                                made.add(target);
                            }
                            merge(part, target);
                        }
                    };
            var work = new ArrayList<Runnable>();
            for (int i = 0; i < tasks.threads(); i++) {
                work.add(worker);
            }
            tasks.run(work);
            return made;
        } catch (Throwable e) {
            made.forEach(GroupedRows::close);
            throw e;
        }
    }

    private void merge(int part, GroupedRows target) {
        for (Source source : sources) {
            tasks.check();
            target.merge(source.groups, source.order.part(part));
        }
        for (HashedRows some : rows) {
            tasks.check();
            some.part(part, target::add);
        }
        target.rest();
    }

    @Override
    public void close() {
        sources.forEach(source -> source.order.close());
    }
}
