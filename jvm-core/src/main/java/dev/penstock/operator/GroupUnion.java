package dev.penstock.operator;

import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.kernel.group.KeyUnion;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Puts many groups of several workers together whose keys are numbered in common: all are sorted into parts by the
/// hashes of their keys' numbers, and the groups of a part are looked up in a table that stays in the cache.
final class GroupUnion implements AutoCloseable {
    /// As many groups as a part should have.
    private static final long PART_GROUPS = 1L << 15;

    /// More parts are written to more places at a time than the processor remembers the addresses of.
    private static final int MOST_PARTS = 256;

    /// The groups of a worker, part by part.
    private static final class Source implements AutoCloseable {
        private final GroupedRows groups;
        private final int number;
        private final int[] starts;
        private @Nullable Block words;
        private @Nullable Block order;

        Source(GroupedRows groups, int number, int parts) {
            this.groups = groups;
            this.number = number;
            starts = new int[parts + 1];
        }

        @Override
        public void close() {
            if (words != null) {
                words.close();
            }
            if (order != null) {
                order.close();
            }
        }
    }

    private final KeyUnion union;
    private final Allocator allocator;
    private final Tasks tasks;
    private final List<Source> sources = new ArrayList<>();
    private final int parts;

    private GroupUnion(List<GroupedRows> groups, KeyUnion union, Allocator allocator, Tasks tasks) {
        this.union = union;
        this.allocator = allocator;
        this.tasks = tasks;
        long count = groups.stream().mapToLong(GroupedRows::count).sum();
        parts = Math.clamp(Long.highestOneBit(count / PART_GROUPS), 1, MOST_PARTS);
        for (int i = 0; i < groups.size(); i++) {
            sources.add(new Source(groups.get(i), i, parts));
        }
    }

    /// Groups that have no key in common, and that the caller owns; null when their keys are not worth it, or too many
    /// for words of 64 bits. The groups of workers stay the caller's.
    ///
    /// @param targets how many are made side by side
    static @Nullable List<GroupedRows> of(
            List<GroupedRows> groups, EmptyGroups empty, int targets, Allocator allocator, Tasks tasks) {
        try (KeyUnion union = GroupedRows.union(groups, allocator)) {
            if (union == null) {
                return null;
            }
            tasks.run(union.chores());
            if (!union.fits()) {
                return null;
            }
            try (GroupUnion together = new GroupUnion(groups, union, allocator, tasks)) {
                return together.merged(empty, targets);
            }
        }
    }

    private List<GroupedRows> merged(EmptyGroups empty, int targets) {
        tasks.run(sources.stream().<Runnable>map(source -> () -> sort(source)).toList());
        var merged = new ArrayList<GroupedRows>();
        try {
            var next = new AtomicInteger();
            var work = new ArrayList<Runnable>();
            for (int i = 0; i < targets; i++) {
                GroupedRows target = empty.of(union);
                merged.add(target);
                work.add(() -> {
                    for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
                        merge(part, target);
                    }
                });
            }
            tasks.run(work);
            return merged;
        } catch (Throwable e) {
            merged.forEach(GroupedRows::close);
            throw e;
        }
    }

    private void sort(Source source) {
        int count = source.groups.count();
        try (Block unsorted = allocator.allocate((long) count << 3)) {
            int[] starts = source.starts;
            for (int from = 0; from < count; from += GroupedColumn.MOST_ROWS) {
                tasks.check();
                int some = Math.min(GroupedColumn.MOST_ROWS, count - from);
                long words = unsorted.address() + ((long) from << 3);
                union.words(source.number, from, some, words);
                count(words, some, starts);
            }
            for (int part = 0; part < parts; part++) {
                starts[part + 1] += starts[part];
            }
            source.words = allocator.allocate((long) count << 3);
            source.order = allocator.allocate(Selection.bytes(count));
            tasks.check();
            scatter(unsorted.address(), count, starts.clone(), source.words.address(), source.order.address());
        }
    }

    private int part(long word) {
        // The hash's upper bits choose the place in a table.
        return (int) KeyUnion.hash(word) & (parts - 1);
    }

    private void count(long words, int count, int[] starts) {
        for (int i = 0; i < count; i++) {
            starts[part(Native.getLong(words + ((long) i << 3))) + 1]++;
        }
    }

    private void scatter(long words, int count, int[] next, long toWords, long toOrder) {
        for (int i = 0; i < count; i++) {
            long word = Native.getLong(words + ((long) i << 3));
            long at = next[part(word)]++;
            Native.putLong(toWords + (at << 3), word);
            Native.putInt(toOrder + (at << 2), i);
        }
    }

    private void merge(int part, GroupedRows target) {
        boolean anew = true;
        for (Source source : sources) {
            Block words = source.words;
            Block order = source.order;
            if (words == null || order == null) {
                throw new AssertionError("groups that were not sorted");
            }
            int end = source.starts[part + 1];
            for (int from = source.starts[part]; from < end; from += GroupedColumn.MOST_ROWS) {
                tasks.check();
                int some = Math.min(GroupedColumn.MOST_ROWS, end - from);
                var chosen = new Selection(order.address() + Selection.bytes(from), some);
                target.merge(source.groups, words.address() + ((long) from << 3), chosen, anew);
                anew = false;
            }
        }
    }

    @Override
    public void close() {
        sources.forEach(Source::close);
    }
}
