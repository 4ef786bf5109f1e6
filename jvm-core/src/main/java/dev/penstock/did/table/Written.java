package dev.penstock.did.table;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.function.Answer;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// Tables that are written row by row.
final class Written {
    /// Writes a row into the columns; what it leaves is null.
    interface Row<T> {
        void write(T value, List<Answer> columns, int row);
    }

    private Written() {}

    /// One batch of a row for each value.
    static <T> BatchStream table(Schema schema, List<T> values, Allocator allocator, Row<T> writer) {
        return BatchStream.of(schema, List.of(batch(schema, values, allocator, writer)));
    }

    static <T> Batch batch(Schema schema, List<T> values, Allocator allocator, Row<T> writer) {
        List<Answer> answers = schema.fields().stream().map(field -> Answer.of(field.type(), values.size())).toList();
        for (int row = 0; row < values.size(); row++) {
            writer.write(values.get(row), answers, row);
        }
        return batch(schema, values.size(), answers, allocator);
    }

    static Batch batch(Schema schema, int rows, List<Answer> answers, Allocator allocator) {
        var columns = new ArrayList<Column>();
        try {
            for (Answer answer : answers) {
                columns.add(answer.toColumn(allocator));
            }
            return new Batch(schema, rows, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    /// NaN stands for null.
    static void set(Answer column, int row, double value) {
        if (!Double.isNaN(value)) {
            column.setDouble(row, value);
        }
    }

    /// Fields of 64-bit numbers that are NaN nowhere, and may be null.
    static List<Field> doubles(String... names) {
        return List.of(names).stream().map(name -> Field.nullable(name, Types.FLOAT64)).toList();
    }
}
