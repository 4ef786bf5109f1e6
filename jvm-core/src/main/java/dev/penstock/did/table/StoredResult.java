package dev.penstock.did.table;

import dev.penstock.column.BatchStream;
import dev.penstock.did.result.DidResult;
import dev.penstock.did.result.ResultReader;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.TableFunction;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Schema;
import java.util.List;

/// What a result in JSON says, as a table. It takes no input. The setting `output` chooses the answer: `cells`
/// ([CellTable]), `wald` ([WaldTable]), `warnings` ([WarningTable]), `plot` ([PlotTable]).
///
/// Errors: DID-E01 for text that is no result, DID-E03 for one of another major version.
public final class StoredResult implements TableFunction<StoredSettings> {
    @Override
    public String name() {
        return "did_result";
    }

    @Override
    @SuppressWarnings("ClassEscapesDefinedScope") // the settings are known by their names, not by their class
    public Class<StoredSettings> configType() {
        return StoredSettings.class;
    }

    @Override
    public List<String> sqlSettings() {
        return List.of("result_json", "output");
    }

    @Override
    public Schema bind(StoredSettings settings, List<Schema> inputs) {
        if (!inputs.isEmpty()) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "did_result takes no table, not " + inputs.size());
        }
        return switch (settings.output()) {
            case CELLS -> CellTable.SCHEMA;
            case WALD -> WaldTable.SCHEMA;
            case WARNINGS -> WarningTable.SCHEMA;
            case PLOT -> PlotTable.SCHEMA;
        };
    }

    @Override
    public BatchStream apply(StoredSettings settings, List<BatchStream> inputs, FunctionContext context) {
        DidResult result = ResultReader.read(settings.resultJson());
        Allocator allocator = context.allocator();
        return switch (settings.output()) {
            case CELLS -> CellTable.of(result, null, allocator);
            case WALD -> WaldTable.of(result.wald(), allocator);
            case WARNINGS -> WarningTable.of(result.warnings(), allocator);
            case PLOT -> PlotTable.of(result, allocator);
        };
    }
}
