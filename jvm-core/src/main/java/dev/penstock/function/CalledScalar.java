package dev.penstock.function;

import dev.penstock.column.Column;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import java.util.List;

/// A user's scalar function, called on threads that can be left behind.
record CalledScalar<C extends Record>(ScalarFunction<C> function, C config, Signature signature) implements ScalarCall {
    @Override
    public String name() {
        return function.name();
    }

    @Override
    public boolean deterministic() {
        return function.deterministic();
    }

    @Override
    public String settings() {
        return Configs.text(config);
    }

    @Override
    public Column apply(List<Column> arguments, long count, FunctionContext context) {
        int rows = Math.toIntExact(count);
        CallRoom room = CallRoom.take(signature);
        room.read(arguments.stream().map(Column::data).toList(), null, rows);
        Answer answer = room.answer();
        answer.begin(rows);
        FunctionThreads.call(
                name(),
                context.cancellation(),
                () -> {
                    function.apply(config, room.arguments(), answer);
                    return 0;
                });
        if (function.strict()) {
            room.dropNulls(rows);
        }
        Column column = column(answer, context.allocator());
        // A call that failed or was left behind keeps its room: somebody may still write into it.
        room.give();
        return column;
    }

    private Column column(Answer answer, Allocator allocator) {
        try {
            return AnswerColumn.of(answer, allocator);
        } catch (PenstockException e) {
            throw FunctionThreads.failed(name(), e);
        }
    }
}
