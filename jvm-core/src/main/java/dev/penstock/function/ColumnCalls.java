package dev.penstock.function;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.type.DataType;
import java.util.List;

/// Functions that are not Java classes: whoever brings this JVM into another runtime registers here how that one's
/// functions are called. They see columns as they are, of any type.
public interface ColumnCalls {
    /// The name under which plans call them, and that no function may have.
    String name();

    /// What kind the function is that `config` names.
    FunctionKind kind(JsonNode config);

    /// The scalar function that `config` names, bound to types.
    ScalarCall scalar(JsonNode config, List<DataType> arguments);

    /// The function of whole groups that `config` names, bound to types.
    SeriesCall series(JsonNode config, List<DataType> arguments);

    /// The table function that `config` names.
    ConfiguredFunction<?> table(JsonNode config);
}
