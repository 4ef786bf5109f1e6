package dev.penstock.benefits.additions;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.function.Cancellation;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer that is worked out while it is asked for, participant by participant in the order of their ids. It owns
/// what it is worked out from.
///
/// @param <R> a row
final class ParticipantStream<R> implements BatchStream {
    private static final int BATCH_ROWS = 1 << 15;

    /// What a kind of answer makes of outcomes.
    interface Answering<R> {
        /// Adds the rows of an outcome.
        void rows(Outcome outcome, Ledger ledger, Deferrals deferrals, List<R> to);

        /// Rows as a batch that the caller owns.
        Batch batch(List<R> rows);
    }

    private final Schema schema;
    private final AdditionsData data;
    private final Calculator calculator;
    private final Answering<R> answering;
    private final Cancellation cancellation;
    private final int[] participants;
    private int done;
    private boolean open = true;

    /// Adopts `data`.
    ParticipantStream(
            Schema schema,
            AdditionsData data,
            AdditionsRules rules,
            Answering<R> answering,
            Cancellation cancellation) {
        this.schema = schema;
        this.data = data;
        this.answering = answering;
        this.cancellation = cancellation;
        this.calculator = new Calculator(data, rules);
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
        var rows = new ArrayList<R>();
        while (done < participants.length && rows.size() < BATCH_ROWS) {
            if ((done & 1023) == 0) {
                cancellation.check();
            }
            calculator.participant(
                    participants[done++],
                    (outcome, ledger, deferrals) -> answering.rows(outcome, ledger, deferrals, rows));
        }
        return rows.isEmpty() ? null : answering.batch(rows);
    }

    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            data.close();
        }
    }
}
