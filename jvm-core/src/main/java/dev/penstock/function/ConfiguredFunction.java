package dev.penstock.function;

import dev.penstock.column.BatchStream;
import dev.penstock.type.Schema;
import java.util.List;

/// A table function together with its settings.
public record ConfiguredFunction<C extends Record>(TableFunction<C> function, C config) {
    /// See [TableFunction#bind].
    public Schema bind(List<Schema> inputs) {
        return function.bind(config, inputs);
    }

    /// See [TableFunction#apply].
    public BatchStream apply(List<BatchStream> inputs, FunctionContext context) {
        return function.apply(config, inputs, context);
    }
}
