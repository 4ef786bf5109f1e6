package dev.penstock.benefits.additions;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.SideBySide;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An answer that is worked out while it is asked for, participant by participant in the order of their ids. It owns
/// what it is worked out from.
///
/// @param <R> a row
final class ParticipantStream<R> implements BatchStream {
    /// Participants that a thread works out at once.
    private static final int PART = 1 << 12;

    /// Participants of a batch.
    private static final int MOST = 1 << 15;

    /// What a kind of answer makes of outcomes.
    interface Answering<R> {
        /// Adds the rows of an outcome.
        void rows(Outcome outcome, Ledger ledger, Deferrals deferrals, List<R> to);

        /// Rows as a batch that the caller owns.
        Batch batch(List<R> rows);
    }

    private final Schema schema;
    private final AdditionsData data;
    private final List<Calculator> calculators;
    private final Answering<R> answering;
    private final FunctionContext context;
    private final int[] participants;
    private int done;
    private boolean open = true;

    /// Adopts `data`.
    ParticipantStream(
            Schema schema, AdditionsData data, AdditionsRules rules, Answering<R> answering, FunctionContext context) {
        this.schema = schema;
        this.data = data;
        this.answering = answering;
        this.context = context;
        this.calculators = Stream.generate(() -> new Calculator(data, rules)).limit(MOST / PART).toList();
        this.participants = data.people().participants().ascending();
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        if (!open) {
            return null;
        }
        while (done < participants.length) {
            List<R> rows = rows();
            if (!rows.isEmpty()) {
                return answering.batch(rows);
            }
        }
        return null;
    }

    /// The rows of the next participants; there may be none.
    private List<R> rows() {
        var parts = new ArrayList<List<R>>();
        var work = new ArrayList<Runnable>();
        for (Calculator calculator : calculators) {
            int from = done;
            int end = Math.min(participants.length, from + PART);
            if (from < end) {
                var part = new ArrayList<R>();
                parts.add(part);
                work.add(() -> workOut(calculator, from, end, part));
                done = end;
            }
        }
        SideBySide.run(context.threads(), work);
        return parts.stream().flatMap(List::stream).toList();
    }

    private void workOut(Calculator calculator, int from, int end, List<R> to) {
        context.cancellation().check();
        for (int i = from; i < end; i++) {
            calculator.participant(
                    participants[i], (outcome, ledger, deferrals) -> answering.rows(outcome, ledger, deferrals, to));
        }
    }

    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            data.close();
        }
    }
}
