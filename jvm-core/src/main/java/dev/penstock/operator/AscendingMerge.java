package dev.penstock.operator;

import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the groups of several workers together that have ascending integers as keys: lists are merged, and no table is
/// needed. Each thread merges a range of keys.
final class AscendingMerge {
    /// The keys of a worker's groups: eight bytes each.
    private record Source(GroupedRows groups, long keys) {
        long key(int group) {
            return Native.getLong(keys + ((long) group << 3));
        }

        /// The first group whose key is not below `least`.
        int first(long least) {
            int low = 0;
            int high = groups.count();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (key(middle) < least) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    private final List<Source> sources;
    private final Allocator allocator;
    private final Tasks tasks;

    private AscendingMerge(List<Source> sources, Allocator allocator, Tasks tasks) {
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
        for (GroupedRows rows : groups) {
            long keys = rows.ascendingKeys();
            if (keys == 0) {
                return null;
            }
            sources.add(new Source(rows, keys));
        }
        return new AscendingMerge(sources, allocator, tasks).merged(empty, targets);
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
        return sources.stream().mapToInt(source -> source.groups.count()).toArray();
    }

    /// Where part `part` of `parts` begins in each source. Workers mostly meet keys from all over the input.
    private int[] cut(int part, int parts) {
        Source largest = sources.getFirst();
        for (Source source : sources) {
            largest = source.groups.count() > largest.groups.count() ? source : largest;
        }
        long key = largest.key((int) ((long) largest.groups.count() * part / parts));
        return sources.stream().mapToInt(source -> source.first(key)).toArray();
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
                add(sources.get(i).groups, from[i], to[i], at, target);
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
                long key = sources.get(i).key(next[i]);
                if (least < 0) {
                    least = i;
                } else {
                    long other = sources.get(least).key(next[least]);
                    bound = Math.min(bound, Math.max(key, other));
                    bounded = true;
                    least = key < other ? i : least;
                }
            }
            if (least < 0) {
                return count;
            }
            // Workers take many rows at a time, so most keys come in long runs of one source.
            Source source = sources.get(least);
            int start = next[least];
            int end = bounded ? Math.min(to[least], run(source, start, to[least], bound)) : to[least];
            long place = ids + Selection.bytes(places[least] - from[least]);
            for (int group = start; group < end; group++) {
                Native.putLong(keys + ((long) count << 3), source.key(group));
                Native.putInt(place + ((long) group << 2), count++);
            }
            next[least] = end;
            if (start == end) {
                // Several sources have it.
                Native.putLong(keys + ((long) count << 3), bound);
                for (int i = 0; i < next.length; i++) {
                    if (next[i] < to[i] && sources.get(i).key(next[i]) == bound) {
                        Native.putInt(ids + Selection.bytes(places[i] + next[i]++ - from[i]), count);
                    }
                }
                count++;
            }
        }
    }

    private static int run(Source source, int from, int to, long bound) {
        int end = from;
        while (end < to && source.key(end) < bound) {
            end++;
        }
        return end;
    }

    private void add(GroupedRows groups, int from, int to, long ids, GroupedRows target) {
        try (Block numbers = allocator.allocate(Selection.bytes(GroupedColumn.MOST_ROWS))) {
            for (int group = from; group < to; group += GroupedColumn.MOST_ROWS) {
                tasks.check();
                int some = Math.min(GroupedColumn.MOST_ROWS, to - group);
                for (int i = 0; i < some; i++) {
                    Native.putInt(numbers.address() + Selection.bytes(i), group + i);
                }
                var chosen = new Selection(numbers.address(), some);
                target.addGroups(groups, chosen, ids + Selection.bytes(group - from));
            }
        }
    }
}
