package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.run.RunContext;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Groups that do not fit into memory together, part by part: those of each part that rest, and its rows on the disk.
/// As many parts as there are threads are put together at a time, if there is room for them; one that is still too
/// large is divided.
final class GroupParts implements AutoCloseable {
    /// A part that is still to be put together.
    ///
    /// @param rows null when none went to the disk
    /// @param part which of them
    private record Part(List<RestingGroups> resting, @Nullable PlacedParts rows, int part, HashPrefix prefix) {
        int level() {
            return prefix.bits() / PlacedParts.BITS - 1;
        }

        long memoryBytes() {
            return rows == null ? 0 : rows.memoryBytes(part);
        }

        long rowCount() {
            return rows == null ? 0 : rows.rows(part);
        }

        BatchStream stream() {
            return rows == null ? BatchStream.of(new Schema(List.of()), List.of()) : rows.stream(part);
        }

        Part with(List<RestingGroups> others) {
            return new Part(others, rows, part, prefix);
        }

        void leave() {
            resting.forEach(RestingGroups::leave);
            if (rows != null) {
                rows.close(part);
            }
        }
    }

    /// What a part takes up however few groups it has. Of parts that need more, fewer are put together at a time.
    private static final long ROOM_BYTES = 1L << 21;

    private final EmptyGroups empty;
    private final boolean keepsRows;
    private final RunContext context;
    private final Tasks tasks;
    private final Deque<Part> left = new ArrayDeque<>();
    private final List<PlacedParts> opened = new ArrayList<>();
    private final List<RestingGroups> rested = new ArrayList<>();

    /// Adopts the groups and the rows.
    ///
    /// @param empty makes groups without rows
    /// @param keepsRows whether groups keep all of their rows
    GroupParts(
            EmptyGroups empty,
            boolean keepsRows,
            List<GroupedRows> groups,
            @Nullable PlacedParts rows,
            RunContext context,
            Tasks tasks) {
        this.empty = empty;
        this.keepsRows = keepsRows;
        this.context = context;
        this.tasks = tasks;
        if (rows != null) {
            opened.add(rows);
        }
        var open = new ArrayDeque<GroupedRows>(groups);
        try {
            var resting = new ArrayList<RestingGroups>();
            while (!open.isEmpty()) {
                resting.add(rest(open.remove()));
            }
            left.addAll(parts(resting, rows, HashPrefix.ALL, 0));
        } catch (Throwable e) {
            open.forEach(GroupedRows::close);
            close();
            throw e;
        }
    }

    private RestingGroups rest(GroupedRows groups) {
        var made = new RestingGroups(groups, context.allocator(), PlacedParts.COUNT);
        synchronized (rested) {
            rested.add(made);
        }
        return made;
    }

    private static List<Part> parts(
            List<RestingGroups> resting, @Nullable PlacedParts rows, HashPrefix prefix, int level) {
        var parts = new ArrayList<Part>();
        for (int part = 0; part < PlacedParts.COUNT; part++) {
            parts.add(new Part(resting, rows, part, prefix.then(PlacedParts.split(level), part)));
        }
        return parts;
    }

    /// The groups of the next parts, each of which has all of its rows, for the caller; none when there are no more.
    List<GroupedRows> next() {
        while (!left.isEmpty()) {
            var works = new ArrayList<Work>();
            long free = context.allocator().budget().softFreeBytes();
            int most = Math.clamp(free / ROOM_BYTES, 1, tasks.threads());
            while (works.size() < most && !left.isEmpty()) {
                works.add(new Work(left.remove(), most));
            }
            try {
                tasks.run(List.copyOf(works));
            } catch (Throwable e) {
                works.forEach(Work::close);
                throw e;
            }
            works.reversed().forEach(work -> work.divided.reversed().forEach(left::addFirst));
            List<GroupedRows> done = works.stream().map(work -> work.done).filter(Objects::nonNull).toList();
            if (!done.isEmpty()) {
                return done;
            }
        }
        return List.of();
    }

    /// Puts the groups of a part together, or divides it.
    private final class Work implements Runnable {
        private final Part part;
        private final int others;
        private @Nullable GroupedRows done;
        private List<Part> divided = List.of();

        /// @param others how many parts are worked on side by side, each of which may need as much memory
        Work(Part part, int others) {
            this.part = part;
            this.others = others;
        }

        @Override
        public void run() {
            tasks.check();
            long groups = 0;
            long bytes = keepsRows ? part.memoryBytes() : 0;
            for (RestingGroups resting : part.resting) {
                long count = resting.count(part.prefix);
                groups += count;
                bytes += resting.bytes(count);
            }
            if (groups > 0 || part.rowCount() > 0) {
                try (BatchStream rows = part.stream()) {
                    if (isDue(keepsRows ? part.rowCount() : groups, bytes, 0)) {
                        part.resting.forEach(resting -> resting.enter(PlacedParts.COUNT));
                        divided = divide(part.resting, List.of(), rows);
                    } else {
                        put(rows);
                    }
                }
            }
            part.leave();
        }

        private boolean isDue(long count, long bytes, long more) {
            long needed = GroupingWorker.growth(bytes, count, more) * others;
            return PlacedParts.isDivisible(part.level()) && PlacedParts.isDue(context, count, needed);
        }

        private void put(BatchStream rows) {
            GroupedRows target = empty.get();
            try {
                part.resting.forEach(resting -> resting.merge(part.prefix, target));
                for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
                    try (Batch owned = batch) {
                        if (!keepsRows && isDue(target.count(), target.grownBytes(), owned.rows())) {
                            target.rest();
                            divided = divide(List.of(), List.of(owned), rows);
                            break;
                        }
                        target.addPlaced(owned);
                    }
                }
            } catch (Throwable e) {
                target.close();
                throw e;
            }
            if (divided.isEmpty()) {
                done = target;
            } else {
                List<RestingGroups> resting = List.of(rest(target));
                divided = divided.stream().map(child -> child.with(resting)).toList();
            }
        }

        private List<Part> divide(List<RestingGroups> resting, List<Batch> first, BatchStream rows) {
            PlacedParts children = null;
            if (part.rows != null) {
                children = part.rows.divided(first, rows);
                synchronized (opened) {
                    opened.add(children);
                }
            }
            return parts(resting, children, part.prefix, part.level() + 1);
        }

        void close() {
            if (done != null) {
                done.close();
            }
        }
    }

    @Override
    public void close() {
        rested.forEach(RestingGroups::close);
        opened.forEach(PlacedParts::close);
    }
}
