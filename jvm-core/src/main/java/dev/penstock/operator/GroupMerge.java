package dev.penstock.operator;

import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;

/// Puts the groups of several workers together. Many groups are split by their keys' hashes, and each part is put
/// together on its own, all at the same time.
///
/// @param empty makes groups without rows
/// @param keepsRows whether groups keep all of their rows, which are to be put together at once
record GroupMerge(EmptyGroups empty, boolean keepsRows, Allocator allocator, Tasks tasks) {
    /// Fewer groups are put together faster than threads are woken up.
    private static final int FEW = 1 << 14;

    /// Groups that have no key in common, and that the caller owns: some of `parts`, which otherwise stay the caller's,
    /// or new ones.
    ///
    /// @param together whether all groups must end up in one place
    List<GroupedRows> of(List<GroupedRows> parts, boolean together) {
        GroupedRows first = parts.getFirst();
        boolean repeats = parts.stream().anyMatch(GroupedRows::repeats);
        if (parts.size() == 1 && !repeats) {
            return List.of(first);
        }
        long groups = parts.stream().mapToLong(GroupedRows::count).sum();
        int targets = together || groups < FEW ? 1 : tasks.threads();
        if (groups >= FEW && !keepsRows) {
            List<GroupedRows> merged = OrderedMerge.of(parts, empty, targets, allocator, tasks);
            merged = merged != null ? merged : GroupUnion.of(parts, empty, targets, allocator, tasks);
            if (merged != null) {
                return merged;
            }
        }
        if (targets == 1 && !repeats) {
            parts.stream().skip(1).forEach(part -> merge(part, first, 0, 1));
            return List.of(first);
        }
        return split(parts, targets);
    }

    private List<GroupedRows> split(List<GroupedRows> parts, int count) {
        var merged = new ArrayList<GroupedRows>();
        try {
            var work = new ArrayList<Runnable>();
            for (int i = 0; i < count; i++) {
                int number = i;
                GroupedRows target = empty.get();
                merged.add(target);
                // Workers of one input mostly meet the same groups.
                int most = parts.stream().mapToInt(GroupedRows::count).max().orElse(0);
                work.add(() -> {
                    target.reserve(most / count);
                    parts.forEach(part -> merge(part, target, number, count));
                });
            }
            tasks.run(work);
            return merged;
        } catch (Throwable e) {
            merged.forEach(GroupedRows::close);
            throw e;
        }
    }

    /// Adds to `to` the groups of `from` in part `number` of `count`, by their keys' hashes.
    private void merge(GroupedRows from, GroupedRows to, int number, int count) {
        tasks.check();
        try (Block room = allocator.allocate(Selection.bytes(from.count() + 1L))) {
            long chosen = 0;
            for (int group = 0; group < from.count(); group++) {
                // The hash's upper half as a fraction: a division for each group would take longer than the rest.
                long part = count == 1 ? 0 : ((from.hash(group) >>> 32) * count) >>> 32;
                Native.putInt(room.address() + (chosen << 2), group);
                chosen += part == number ? 1 : 0;
            }
            to.merge(from, new Selection(room.address(), chosen));
        }
    }
}
