package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.kernel.window.Flags;
import dev.penstock.kernel.window.Lanes;
import dev.penstock.memory.Block;
import dev.penstock.operator.AggregateColumns.Input;
import dev.penstock.operator.AggregateColumns.State;
import dev.penstock.operator.SequencedRows.Form;
import dev.penstock.operator.SequencedRows.Loaded;
import dev.penstock.plan.Aggregation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What each state of aggregates reads, in the order in which windows see the rows. Columns of eight bytes that lie in
/// that order are read where they are; for others there are eight bytes for each row, and a byte where there are nulls.
final class SlidingLanes implements AutoCloseable {
    private record Loading(int column, Form form) {}

    private final SequencedRows rows;
    private final Batch batch;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final Map<Loading, Lanes> loaded = new HashMap<>();
    private final Map<Integer, Long> filters = new HashMap<>();
    private final List<@Nullable Lanes> states = new ArrayList<>();

    /// @param batch what is read, which must stay until this is closed
    SlidingLanes(AggregateColumns columns, Batch batch, SequencedRows rows) {
        this.rows = rows;
        this.batch = batch;
        try {
            columns.states().forEach(state -> states.add(lanes(state, columns.inputs().get(state.input()))));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /// What a state reads; null where there is nothing for it.
    @Nullable Lanes ofState(int state) {
        return states.get(state);
    }

    private @Nullable Lanes lanes(State state, Input input) {
        long filter = input.filter() < 0 ? 0 : filter(input.filter());
        boolean real = state.type().isFloat();
        return switch (state.function()) {
            case Aggregation.LEN -> new Lanes(0, filter);
            case Aggregation.NULL_COUNT, Aggregation.HAS_NULLS -> {
                Lanes values = load(input.values(), Form.FLAGS);
                yield values.hasNulls() ? new Lanes(0, both(filter, values.flags(), 0)) : null;
            }
            default -> {
                Lanes values = load(input.values(), real ? Form.DOUBLES : Form.LONGS);
                long flags =
                        filter == 0 ? values.flags() : values.hasNulls() ? both(filter, values.flags(), 1) : filter;
                yield new Lanes(values.values(), flags);
            }
        };
    }

    private Lanes load(int column, Form form) {
        Lanes known = loaded.get(new Loading(column, form));
        if (known == null) {
            Loaded made = rows.load(batch.column(column), form);
            owned.add(made);
            known = made.lanes();
            loaded.put(new Loading(column, form), known);
        }
        return known;
    }

    /// Which rows a column says count.
    private long filter(int column) {
        Long known = filters.get(column);
        if (known == null) {
            Column truths = batch.column(column);
            try (Loaded made = rows.load(truths, Form.LONGS)) {
                long flags = flags();
                rows.chunks((from, to) -> Flags.ofTruths(made.lanes(), from, to, flags));
                known = flags;
            }
            filters.put(column, known);
        }
        return known;
    }

    private long both(long some, long others, int wanted) {
        long flags = flags();
        rows.chunks((from, to) -> Flags.both(some, others, wanted, from, to, flags));
        return flags;
    }

    private long flags() {
        Block block = rows.allocator().allocate(rows.sequence().rows());
        owned.add(block);
        return block.address();
    }

    @Override
    public void close() {
        for (AutoCloseable part : owned) {
            try {
                part.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        owned.clear();
    }
}
