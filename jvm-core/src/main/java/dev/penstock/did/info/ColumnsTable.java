package dev.penstock.did.info;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.did.config.ConfigText;
import dev.penstock.did.prepare.InputColumns;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Answer;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.TableFunction;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.List;

/// The columns that a config reads, a row for each, so that a caller hands over no others. It takes no table.
public final class ColumnsTable implements TableFunction<ConfigText> {
    private static final Schema SCHEMA = new Schema(List.of(new Field("column", Types.UTF8, false)));

    @Override
    public String name() {
        return "did_columns";
    }

    @Override
    @SuppressWarnings("ClassEscapesDefinedScope") // the settings are known by their names, not by their class
    public Class<ConfigText> configType() {
        return ConfigText.class;
    }

    @Override
    public List<String> sqlSettings() {
        return List.of("config");
    }

    @Override
    public Schema bind(ConfigText settings, List<Schema> inputs) {
        if (!inputs.isEmpty()) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION, "did_columns takes no table, not " + inputs.size());
        }
        return SCHEMA;
    }

    @Override
    public BatchStream apply(ConfigText settings, List<BatchStream> inputs, FunctionContext context) {
        List<String> names = List.copyOf(InputColumns.names(settings.parsed()));
        Answer column = Answer.of(Types.UTF8, names.size());
        for (int i = 0; i < names.size(); i++) {
            column.setString(i, names.get(i));
        }
        return BatchStream.of(
                SCHEMA, List.of(new Batch(SCHEMA, names.size(), List.of(column.toColumn(context.allocator())))));
    }
}
