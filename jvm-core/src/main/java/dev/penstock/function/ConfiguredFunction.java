package dev.penstock.function;

import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Schema;
import java.util.List;

/// A table function together with its settings.
public record ConfiguredFunction<C extends Record>(TableFunction<C> function, C config) {
    /// See [TableFunction#bind].
    public Schema bind(List<Schema> inputs) {
        Schema schema = Bound.by(function.name(), () -> function.bind(config, inputs));
        if (schema == null) {
            throw new PenstockException(
                    ErrorCode.COMPUTE, "the function \"" + function.name() + "\" says no schema: bind() returned null");
        }
        return schema;
    }

    /// See [TableFunction#apply]. Runs on threads that can be left behind when the query is cancelled.
    public BatchStream apply(List<BatchStream> inputs, FunctionContext context) {
        return GuardedTable.open(function, config, inputs, context);
    }
}
