package dev.penstock.function;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.List;

/// A function of whole columns as one of tables: all rows in, one column out.
public record SeriesTable(SeriesCall call, String output) implements TableFunction<NoSettings> {
    @Override
    public String name() {
        return call.name();
    }

    @Override
    public Class<NoSettings> configType() {
        return NoSettings.class;
    }

    @Override
    public Schema bind(NoSettings config, List<Schema> inputs) {
        return new Schema(List.of(Field.nullable(output, call.signature().result())), inputs.getFirst().metadata());
    }

    @Override
    public BatchStream apply(NoSettings config, List<BatchStream> inputs, FunctionContext context) {
        BatchStream input = inputs.getFirst();
        Schema schema = bind(config, List.of(input.schema()));
        try (Frame rows = Frame.collect(input);
                Frame answer = call.apply(rows, context)) {
            List<Batch> batches =
                    answer.batches().stream()
                            .map(batch -> new Batch(schema, batch.rows(), Column.shareAll(batch.columns())))
                            .toList();
            return BatchStream.of(schema, batches);
        }
    }
}
