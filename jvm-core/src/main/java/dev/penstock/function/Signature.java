package dev.penstock.function;

import dev.penstock.type.DataType;
import java.util.List;
import java.util.stream.Collectors;

/// The types in which a function wants its arguments, and the type of what it makes of them.
public record Signature(List<DataType> arguments, DataType result) {
    public Signature {
        arguments = List.copyOf(arguments);
    }

    /// @param types those of the arguments, and behind them that of the result
    public static Signature of(DataType... types) {
        List<DataType> all = List.of(types);
        return new Signature(all.subList(0, all.size() - 1), all.getLast());
    }

    @Override
    public String toString() {
        return arguments.stream().map(DataType::toString).collect(Collectors.joining(", ", "(", ") -> ")) + result;
    }
}
