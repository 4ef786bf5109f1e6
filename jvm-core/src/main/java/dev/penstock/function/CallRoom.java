package dev.penstock.function;

import dev.penstock.column.ArrayData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Arrays for the arguments and answers of calls, used by one call after the other.
final class CallRoom {
    /// More would be garbage of a size that is better collected.
    private static final int MOST_IDLE = 32;

    private static final Map<Signature, ConcurrentLinkedQueue<CallRoom>> IDLE = new ConcurrentHashMap<>();
    private static final AtomicInteger IDLE_COUNT = new AtomicInteger();

    private final Signature signature;
    private final List<Values> values;
    private final Arguments arguments;
    private final Answer answer;

    private CallRoom(Signature signature) {
        this.signature = signature;
        this.values = signature.arguments().stream().map(Values::new).toList();
        this.arguments = new Arguments(values);
        this.answer = new Answer(signature.result());
    }

    /// Room that nobody else uses until [#give].
    static CallRoom take(Signature signature) {
        var idle = IDLE.get(signature);
        CallRoom known = idle == null ? null : idle.poll();
        if (known == null) {
            return new CallRoom(signature);
        }
        IDLE_COUNT.decrementAndGet();
        return known;
    }

    /// Lets others use it.
    void give() {
        if (IDLE_COUNT.get() < MOST_IDLE) {
            IDLE_COUNT.incrementAndGet();
            IDLE.computeIfAbsent(signature, _ -> new ConcurrentLinkedQueue<>()).add(this);
        }
    }

    /// Copies the arguments' rows.
    ///
    /// @param chosen see [Values#read]
    void read(List<ArrayData> data, int @Nullable [] chosen, int rows) {
        for (int i = 0; i < values.size(); i++) {
            values.get(i).read(data.get(i), chosen, rows);
        }
        arguments.rows(rows);
    }

    Arguments arguments() {
        return arguments;
    }

    Answer answer() {
        return answer;
    }

    /// Makes null what is answered on rows with a null argument.
    void dropNulls(int rows) {
        for (Values column : values) {
            if (column.hasNulls()) {
                for (int row = 0; row < rows; row++) {
                    if (column.isNull(row)) {
                        answer.setNull(row);
                    }
                }
            }
        }
    }
}
