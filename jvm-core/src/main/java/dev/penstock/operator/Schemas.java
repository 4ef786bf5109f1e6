package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.type.Schema;
import java.util.ArrayList;

/// Batches under schemas that differ in names, nullability and metadata, and in nothing that memory shows.
final class Schemas {
    private Schemas() {}

    /// The batch, which moves in, under `schema`.
    static Batch under(Schema schema, Batch batch) {
        if (batch.schema().equals(schema)) {
            return batch;
        }
        try (batch) {
            var columns = new ArrayList<Column>();
            for (int i = 0; i < schema.size(); i++) {
                Column column = batch.column(i);
                ArrayData data = column.data();
                columns.add(column.view(data.as(schema.field(i).type())));
            }
            return new Batch(schema, batch.rows(), columns);
        }
    }
}
