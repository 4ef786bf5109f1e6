package dev.penstock.function;

import dev.penstock.column.Column;
import dev.penstock.type.DataType;
import java.util.List;

/// A function of Penstock's own, bound to types. It is trusted, so it runs on the thread that calls.
public record OwnCall(String name, Signature signature, OwnFunction function) implements ScalarCall {
    /// The function for arguments that are, or are converted to, what the signature wants.
    ///
    /// @param given the types of the arguments; one that reads like what is wanted is taken as it is
    /// @throws dev.penstock.error.PenstockException with code UNSUPPORTED_TYPE for types that Java functions do not see
    public static OwnCall of(String name, Signature wanted, List<DataType> given, OwnFunction function) {
        return new OwnCall(name, Bound.checked(name, wanted, given), function);
    }

    @Override
    public boolean deterministic() {
        return true;
    }

    /// The components of the function, which is a record.
    @Override
    public String settings() {
        String text = function.toString();
        int at = text.indexOf('[');
        return at < 0 || text.endsWith("[]") ? "" : text.substring(at);
    }

    @Override
    public Column apply(List<Column> arguments, long count, FunctionContext context) {
        int rows = Math.toIntExact(count);
        CallRoom room = CallRoom.take(signature);
        room.read(arguments.stream().map(Column::data).toList(), null, rows);
        Answer answer = room.answer();
        answer.begin(rows);
        function.apply(room.arguments(), answer);
        if (function.strict()) {
            room.dropNulls(rows);
        }
        Column column = AnswerColumn.of(answer, context.allocator());
        room.give();
        return column;
    }
}
