package dev.penstock.function;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Column;
import dev.penstock.error.PenstockException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A user's aggregate function, called as [CalledScalar] calls.
record CalledAggregate<C extends Record>(AggregateFunction<C> function, C config, Signature signature)
        implements AggregateCall {
    @Override
    public String name() {
        return function.name();
    }

    @Override
    public String settings() {
        return Configs.text(config);
    }

    @Override
    public AggregateState open(FunctionContext context) {
        return new State(context);
    }

    private final class State implements AggregateState {
        private final FunctionContext context;
        private final AggregateFunction.Groups groups;

        State(FunctionContext context) {
            this.context = context;
            this.groups =
                    FunctionThreads.call(
                            name(),
                            context.cancellation(),
                            () -> {
                                AggregateFunction.Groups opened = function.open(config, signature);
                                if (opened == null) {
                                    throw new NullPointerException("open() returned null");
                                }
                                return opened;
                            });
        }

        private void call(Runnable work) {
            FunctionThreads.call(
                    name(),
                    context.cancellation(),
                    () -> {
                        work.run();
                        return 0;
                    });
        }

        @Override
        public void grow(int count) {
            call(() -> groups.grow(count));
        }

        @Override
        public void update(List<Column> columns, int[] ids, int rows, long place) {
            List<ArrayData> data = columns.stream().map(Column::data).toList();
            int[] chosen = chosen(data, ids, rows);
            int count = chosen == null ? rows : chosen.length;
            if (count == 0) {
                return;
            }
            int[] counted = new int[count];
            for (int i = 0; i < count; i++) {
                counted[i] = ids[chosen == null ? i : chosen[i]];
            }
            CallRoom room = CallRoom.take(signature);
            room.read(data, chosen, count);
            call(() -> groups.update(room.arguments(), counted));
            room.give();
        }

        /// The rows that count; null when all do.
        private int @Nullable [] chosen(List<ArrayData> data, int[] ids, int count) {
            List<ArrayData> strict =
                    function.strict() ? data.stream().filter(column -> column.countNulls() > 0).toList() : List.of();
            int[] chosen = new int[count];
            int found = 0;
            for (int row = 0; row < count; row++) {
                boolean counts = ids[row] >= 0;
                for (int i = 0; counts && i < strict.size(); i++) {
                    counts = strict.get(i).validity().get(row);
                }
                chosen[found] = row;
                found += counts ? 1 : 0;
            }
            return found == count ? null : Arrays.copyOf(chosen, found);
        }

        @Override
        @SuppressWarnings("unchecked") // the engine merges states of one call
        public void merge(AggregateState other, int[] from, int[] to) {
            AggregateFunction.Groups others = ((State) other).groups;
            call(() -> groups.merge(others, from, to));
        }

        @Override
        public Column finish(int[] chosen) {
            var answer = new Answer(signature.result());
            answer.begin(chosen.length);
            call(() -> groups.finish(chosen, answer));
            try {
                return AnswerColumn.of(answer, context.allocator());
            } catch (PenstockException e) {
                throw FunctionThreads.failed(name(), e);
            }
        }

        /// What the function keeps is Java's to collect.
        @Override
        public void close() {}
    }
}
