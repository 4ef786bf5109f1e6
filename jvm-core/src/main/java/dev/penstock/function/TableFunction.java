package dev.penstock.function;

import dev.penstock.column.BatchStream;
import dev.penstock.type.Schema;
import java.util.List;

/// Something that makes one table of others and is not relational algebra: rules, tests, estimators.
///
/// Implementations are found by [java.util.ServiceLoader], have a public constructor without parameters, keep no state
/// between calls, and may be called from several threads.
///
/// @param <C> the settings, a record; its components are the members of the JSON object that a caller gives, in snake
///   case. A missing member is null (for primitive components: an error), an unknown one is refused. The compact
///   constructor checks the values and fills in defaults
public interface TableFunction<C extends Record> {
    /// The name under which plans call it, such as `benefits.eligibility_flags`.
    String name();

    Class<C> configType();

    /// The settings that SQL gives as texts behind the tables, in their order. When there are none, SQL gives one JSON
    /// object of settings, or nothing.
    default List<String> sqlSettings() {
        return List.of();
    }

    /// The schema of the answer. Called before anything runs; reads no data.
    ///
    /// @param inputs the schemas of the inputs, in the caller's order
    /// @throws dev.penstock.error.PenstockException for inputs that do not fit: a missing column, a wrong type
    Schema bind(C config, List<Schema> inputs);

    /// The answer. Called once for each run, after `bind` with the same settings.
    ///
    /// @param inputs the rows of the inputs; the function closes them, also when it fails
    /// @return batches of the schema that `bind` gave; the caller closes it
    BatchStream apply(C config, List<BatchStream> inputs, FunctionContext context);
}
