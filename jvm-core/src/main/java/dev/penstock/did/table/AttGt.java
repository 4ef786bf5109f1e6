package dev.penstock.did.table;

import dev.penstock.column.BatchStream;
import dev.penstock.did.Did;
import dev.penstock.did.DidRun;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.prepare.InputColumns;
import dev.penstock.did.result.DidResult;
import dev.penstock.did.result.ResultJson;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.TableFunction;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.List;

/// Group-time effects with staggered adoption; see [Did] and [CellTable].
///
/// Input: a table with the columns that the config names. The setting `output` chooses the answer: `cells` (a row for
/// each effect), `cells_with_result`, `result` (one row, `result_json`), `influence` ([InfluenceTable]). Errors are
/// those of [Did#attGt].
public final class AttGt implements TableFunction<AttGtSettings> {
    static final Schema RESULT = new Schema(List.of(new Field("result_json", Types.UTF8, false)));

    @Override
    public String name() {
        return "did_att_gt";
    }

    @Override
    @SuppressWarnings("ClassEscapesDefinedScope") // the settings are known by their names, not by their class
    public Class<AttGtSettings> configType() {
        return AttGtSettings.class;
    }

    @Override
    public List<String> sqlSettings() {
        return List.of("config", "output");
    }

    @Override
    public Schema bind(AttGtSettings settings, List<Schema> inputs) {
        if (inputs.size() != 1) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION, "did_att_gt takes one table, not " + inputs.size());
        }
        DidConfig config = settings.parsed();
        InputColumns.of(config, inputs.getFirst());
        return switch (settings.output()) {
            case CELLS -> CellTable.SCHEMA;
            case CELLS_WITH_RESULT -> CellTable.WITH_RESULT;
            case RESULT -> RESULT;
            case INFLUENCE -> InfluenceTable.schema(config, inputs.getFirst());
        };
    }

    @Override
    public BatchStream apply(AttGtSettings settings, List<BatchStream> inputs, FunctionContext context) {
        BatchStream data = inputs.getFirst();
        Schema schema = bind(settings, List.of(data.schema()));
        DidConfig config = settings.parsed();
        Allocator allocator = context.allocator();
        return switch (settings.output()) {
            case CELLS -> CellTable.of(Did.attGt(data, config, context), null, allocator);
            case CELLS_WITH_RESULT -> {
                DidResult result = Did.attGt(data, config, context);
                yield CellTable.of(result, json(result, settings), allocator);
            }
            case RESULT -> {
                String json = json(Did.attGt(data, config, context), settings);
                yield Written.table(
                        RESULT, List.of(json), allocator, (text, columns, row) -> columns.get(0).setString(row, text));
            }
            case INFLUENCE -> new InfluenceTable(schema, DidRun.start(data, config, context), context);
        };
    }

    private static String json(DidResult result, AttGtSettings settings) {
        return ResultJson.of(result, settings.draws()).toString();
    }
}
