package dev.penstock.operator;

import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.concurrent.atomic.AtomicInteger;

/// Groups that get no more rows, because there is no room for others beside them: those of each part are put together
/// with the rows of the part that went to the disk. The last part to leave closes them.
final class RestingGroups implements AutoCloseable {
    private final GroupedRows groups;
    private final Allocator allocator;
    private final Block hashes;
    private final AtomicInteger users;

    /// Adopts the groups.
    ///
    /// @param users how many parts will leave
    RestingGroups(GroupedRows groups, Allocator allocator, int users) {
        this.groups = groups;
        this.allocator = allocator;
        this.users = new AtomicInteger(users);
        try {
            groups.rest();
            hashes = groups.hashes();
        } catch (Throwable e) {
            groups.close();
            throw e;
        }
    }

    /// About how much memory the groups of a part take.
    ///
    /// @param count of them
    long bytes(long count) {
        return (long) ((double) groups.grownBytes() / Math.max(1, groups.count()) * count);
    }

    long count(HashPrefix prefix) {
        long count = 0;
        for (long group = 0; group < groups.count(); group++) {
            count += prefix.has(Native.getLong(hashes.address() + (group << 3))) ? 1 : 0;
        }
        return count;
    }

    /// Adds the groups of a part to `target`.
    void merge(HashPrefix prefix, GroupedRows target) {
        try (Block numbers = allocator.allocate(Selection.bytes(count(prefix)))) {
            long count = 0;
            for (long group = 0; group < groups.count(); group++) {
                if (prefix.has(Native.getLong(hashes.address() + (group << 3)))) {
                    Native.putInt(numbers.address() + (count++ << 2), (int) group);
                }
            }
            target.merge(groups, new Selection(numbers.address(), count));
        }
    }

    /// More parts will leave than was said.
    void enter(int more) {
        users.addAndGet(more);
    }

    /// A part needs these groups no longer.
    void leave() {
        if (users.decrementAndGet() == 0) {
            close();
        }
    }

    @Override
    public void close() {
        hashes.close();
        groups.close();
    }
}
