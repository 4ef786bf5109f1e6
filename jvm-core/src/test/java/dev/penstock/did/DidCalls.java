package dev.penstock.did;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.column.Frame;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.result.DidResult;
import dev.penstock.function.Cancellation;
import dev.penstock.function.FunctionContext;
import dev.penstock.testing.TestMemory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Calls that tests of difference-in-differences make.
public record DidCalls(TestMemory memory) {
    private static final int BATCH_ROWS = 777;

    public FunctionContext context(int threads) {
        return new FunctionContext(memory.allocator(), threads, new Cancellation());
    }

    /// A frame of a table, in batches of so many rows; the test closes it.
    public Frame frame(Tables table, int batchRows) {
        return memory.columns().frame(table.schema(), table.rows(), batchRows);
    }

    /// The result of a case, on two threads, with some settings in place of the case's own: names and values by turns.
    public DidResult golden(String name, Object... namesAndValues) {
        return attGt(table(name), config(name, namesAndValues), 2);
    }

    public static Tables table(String name) {
        return Tables.read(Tables.golden(name).get("data").asText());
    }

    /// The settings of a case, some of them replaced.
    public static DidConfig config(String name, @Nullable Object... namesAndValues) {
        ObjectNode config = Tables.golden(name).get("config").deepCopy();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            config.putPOJO((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return DidConfig.parse(config.toString());
    }

    public DidResult attGt(Tables table, DidConfig config, int threads) {
        return attGt(table, config, threads, BATCH_ROWS);
    }

    public DidResult attGt(Tables table, DidConfig config, int threads, int batchRows) {
        try (Frame frame = frame(table, batchRows)) {
            return Did.attGt(frame.stream(), config, context(threads));
        }
    }

    /// A number of a reference; NaN for null.
    public static double number(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? Double.NaN : value.asDouble();
    }

    /// The names of cases for a parametrised test.
    public static List<String> cases() {
        return Tables.cases().toList();
    }
}
