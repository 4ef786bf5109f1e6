package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.kernel.group.Kept;
import dev.penstock.run.RunContext;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The chosen rows of parts on the disk, part by part: rows that are the same are in the same one. A part that is still
/// too large is divided.
final class DistinctParts implements BatchStream {
    private record Part(PlacedParts rows, int number) {}

    private final Schema schema;
    private final List<Integer> keys;
    private final Kept kept;
    private final Tasks tasks;
    private final RunContext context;
    private final Deque<Part> left = new ArrayDeque<>();
    private final List<PlacedParts> opened = new ArrayList<>();
    private @Nullable BatchStream current;
    private boolean closed;

    /// Adopts the rows.
    ///
    /// @param keys the numbers of the columns that tell rows apart
    DistinctParts(Schema schema, List<Integer> keys, Kept kept, PlacedParts rows, Tasks tasks, RunContext context) {
        this.schema = schema;
        this.keys = keys;
        this.kept = kept;
        this.tasks = tasks;
        this.context = context;
        open(rows);
    }

    private void open(PlacedParts rows) {
        opened.add(rows);
        for (int part = PlacedParts.COUNT - 1; part >= 0; part--) {
            left.addFirst(new Part(rows, part));
        }
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        while (!closed) {
            BatchStream part = current;
            Batch batch = part == null ? null : part.next();
            if (batch != null) {
                return Places.without(batch, schema);
            }
            if (part != null) {
                part.close();
            }
            current = nextPart();
            if (current == null) {
                return null;
            }
        }
        return null;
    }

    /// The chosen rows of the next part with their places, in the order of the input, for the caller; null at the end.
    @Nullable BatchStream nextPart() {
        while (!left.isEmpty()) {
            Part part = left.remove();
            BatchStream chosen = part.rows.rows(part.number) == 0 ? null : chosen(part);
            part.rows.close(part.number);
            if (chosen != null) {
                return chosen;
            }
        }
        return null;
    }

    /// The chosen rows of a part, or null if it was divided.
    private @Nullable BatchStream chosen(Part part) {
        var batches = new ArrayList<Batch>();
        Schema placed = Places.with(schema);
        try (BatchStream rows = part.rows.stream(part.number);
                var sifting = new Sifting(placed, keys, kept, context.allocator())) {
            long count = 0;
            for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
                tasks.check();
                try (Batch owned = batch) {
                    Batch passed = sifting.pass(owned);
                    batches.add(passed);
                    count += passed.rows();
                }
                if (PlacedParts.isDivisible(part.rows.level())
                        && PlacedParts.isDue(context, count, DistinctSearch.bytes(count))) {
                    sifting.end();
                    open(part.rows.divided(batches, rows));
                    return null;
                }
            }
            sifting.end();
            var search = new DistinctSearch(placed, keys, kept, tasks, context.allocator());
            List<Batch> all = List.copyOf(batches);
            batches.clear();
            return search.chosen(all);
        } finally {
            batches.forEach(Batch::close);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (current != null) {
            current.close();
            current = null;
        }
        opened.forEach(PlacedParts::close);
    }
}
