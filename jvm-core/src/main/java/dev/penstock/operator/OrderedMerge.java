package dev.penstock.operator;

import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.kernel.group.OrderedKeys;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the groups of several workers together whose keys are words in ascending order: lists are merged, and no table
/// is needed. Each thread merges a range of keys.
final class OrderedMerge {
    private record Source(GroupedRows groups, OrderedKeys keys) implements AutoCloseable {
        @Override
        public void close() {
            keys.close();
        }
    }

    private final List<Source> sources;
    private final Allocator allocator;
    private final Tasks tasks;

    private OrderedMerge(List<Source> sources, Allocator allocator, Tasks tasks) {
        this.sources = sources;
        this.allocator = allocator;
        this.tasks = tasks;
    }

    /// Groups that have no key in common, each list of them with greater keys than the one before, and that the caller
    /// owns; null for groups with other keys. The groups of workers stay the caller's.
    ///
    /// @param targets how many are made side by side
    static @Nullable List<GroupedRows> of(
            List<GroupedRows> groups, EmptyGroups empty, int targets, Allocator allocator, Tasks tasks) {
        var sources = new ArrayList<Source>();
        try {
            for (GroupedRows rows : groups) {
                OrderedKeys keys = rows.orderedKeys(allocator);
                if (keys == null) {
                    return null;
                }
                sources.add(new Source(rows, keys));
            }
            return new OrderedMerge(sources, allocator, tasks).merged(empty, targets);
        } finally {
            sources.forEach(Source::close);
        }
    }

    private List<GroupedRows> merged(EmptyGroups empty, int targets) {
        var merged = new ArrayList<GroupedRows>();
        try {
            var work = new ArrayList<Runnable>();
            int[] from = new int[sources.size()];
            for (int i = 1; i <= targets; i++) {
                int[] begin = from;
                int[] end = i == targets ? ends() : cut(i, targets);
                GroupedRows target = empty.get();
                merged.add(target);
                work.add(() -> merge(begin, end, target));
                from = end;
            }
            tasks.run(work);
            return merged;
        } catch (Throwable e) {
            merged.forEach(GroupedRows::close);
            throw e;
        }
    }

    private int[] ends() {
        return sources.stream().mapToInt(source -> source.keys.count()).toArray();
    }

    /// Where part `part` of `parts` begins in each source. Workers mostly meet keys from all over the input.
    private int[] cut(int part, int parts) {
        Source largest = sources.getFirst();
        for (Source source : sources) {
            largest = source.keys.count() > largest.keys.count() ? source : largest;
        }
        long key = largest.keys.word((int) ((long) largest.keys.count() * part / parts));
        return sources.stream().mapToInt(source -> source.keys.first(key)).toArray();
    }

    private void merge(int[] from, int[] to, GroupedRows target) {
        long most = 0;
        for (int i = 0; i < from.length; i++) {
            most += to[i] - from[i];
        }
        try (Block keys = allocator.allocate(most << 3);
                Block ids = allocator.allocate(Selection.bytes(most))) {
            target.appendAscending(keys.address(), mergeKeys(from, to, keys.address(), ids.address()));
            long at = ids.address();
            for (int i = 0; i < from.length; i++) {
                add(sources.get(i), from[i], to[i], at, target);
                at += Selection.bytes(to[i] - from[i]);
            }
        }
    }

    /// Writes all keys once to `keys`, and the number of each source's keys to `ids`, one source after the other.
    ///
    /// @return how many keys there are
    private int mergeKeys(int[] from, int[] to, long keys, long ids) {
        int[] next = from.clone();
        long[] places = new long[from.length];
        for (int i = 1; i < from.length; i++) {
            places[i] = places[i - 1] + to[i - 1] - from[i - 1];
        }
        int count = 0;
        while (true) {
            tasks.check();
            int least = -1;
            // The smallest key of all other sources.
            long bound = Long.MAX_VALUE;
            boolean bounded = false;
            for (int i = 0; i < next.length; i++) {
                if (next[i] == to[i]) {
                    continue;
                }
                long key = sources.get(i).keys.word(next[i]);
                if (least < 0) {
                    least = i;
                } else {
                    long other = sources.get(least).keys.word(next[least]);
                    bound = Math.min(bound, Math.max(key, other));
                    bounded = true;
                    least = key < other ? i : least;
                }
            }
            if (least < 0) {
                return count;
            }
            // Workers take many rows at a time, so most keys come in long runs of one source.
            OrderedKeys source = sources.get(least).keys;
            int start = next[least];
            int end = bounded ? Math.min(to[least], run(source, start, to[least], bound)) : to[least];
            long numbers = ids + Selection.bytes(places[least] - from[least]);
            for (int place = start; place < end; place++) {
                Native.putLong(keys + ((long) count << 3), source.word(place));
                Native.putInt(numbers + ((long) place << 2), count++);
            }
            next[least] = end;
            if (start == end) {
                // Several sources have it.
                Native.putLong(keys + ((long) count << 3), bound);
                for (int i = 0; i < next.length; i++) {
                    if (next[i] < to[i] && sources.get(i).keys.word(next[i]) == bound) {
                        Native.putInt(ids + Selection.bytes(places[i] + next[i]++ - from[i]), count);
                    }
                }
                count++;
            }
        }
    }

    private static int run(OrderedKeys source, int from, int to, long bound) {
        int end = from;
        while (end < to && source.word(end) < bound) {
            end++;
        }
        return end;
    }

    private void add(Source source, int from, int to, long ids, GroupedRows target) {
        try (Block numbers = allocator.allocate(Selection.bytes(GroupedColumn.MOST_ROWS))) {
            for (int place = from; place < to; place += GroupedColumn.MOST_ROWS) {
                tasks.check();
                int some = Math.min(GroupedColumn.MOST_ROWS, to - place);
                for (int i = 0; i < some; i++) {
                    Native.putInt(numbers.address() + Selection.bytes(i), source.keys.number(place + i));
                }
                var chosen = new Selection(numbers.address(), some);
                target.addGroups(source.groups, chosen, ids + Selection.bytes(place - from));
            }
        }
    }
}
