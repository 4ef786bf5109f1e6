package dev.penstock.operator;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.evaluate.RowProgram;
import dev.penstock.function.Cancellation;
import dev.penstock.kernel.Empty;
import dev.penstock.kernel.Relayout;
import dev.penstock.memory.Allocator;
import dev.penstock.source.parquet.ScanRequest;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.List;

/// Columns of files as the types that a user asked for.
record ColumnCasts(Allocator allocator, Cancellation cancellation) implements ScanRequest.Casts {
    @Override
    public Column cast(Column column, Field field) {
        if (column.type().sameValues(field.type())) {
            try (column) {
                return Relayout.column(column, field.type(), allocator);
            }
        }
        var schema = new Schema(List.of(Field.nullable(field.name(), column.type())));
        var expression = new BoundExpr.Cast(new BoundExpr.Ref(field.name(), column.type()), field.type(), true, false);
        String refusal = RowProgram.refusal(expression, schema);
        if (refusal != null) {
            try (column) {
                throw new PenstockException(
                                ErrorCode.SCHEMA_MISMATCH,
                                "the column \"%s\" is %s and cannot be read as %s"
                                        .formatted(field.name(), column.type(), field.type()))
                        .column(field.name())
                        .hint("leave it out of the schema and cast it");
            }
        }
        var output = new BoundPlan.Output(field.orNull(), expression);
        var project = new BoundPlan.Project(new BoundPlan.FrameScan("column", schema), List.of(output));
        long rows = column.length();
        try (Batch batch = new Batch(schema, rows, List.of(column));
                var program = new RowProgram(List.of(project), schema, allocator, cancellation);
                Batch result = rows == 0 ? batch.share() : program.run(batch, 0, Math.toIntExact(rows))) {
            if (result == null || rows == 0) {
                return Empty.nulls(field.type(), 0, allocator);
            }
            return result.column(0).share();
        } catch (PenstockException e) {
            throw e.column(field.name());
        }
    }
}
