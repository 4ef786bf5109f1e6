package dev.penstock.reshape;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.TableFunction;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// The rows of a table as columns, and its columns as rows.
///
/// Input: columns of one type, and as many rows as there are names. Answer: a column for each row of the input, in
/// order, with as many rows as the input has columns. O(values), and memory for all values twice.
public final class Transpose implements TableFunction<Transpose.Names> {
    /// The settings.
    ///
    /// @param names what the columns of the answer are called
    public record Names(List<String> names) {
        public Names {
            names = names == null ? List.of() : List.copyOf(names);
        }
    }

    @Override
    public String name() {
        return "reshape.transpose";
    }

    @Override
    public Class<Names> configType() {
        return Names.class;
    }

    @Override
    public Schema bind(Names config, List<Schema> inputs) {
        if (inputs.size() != 1 || inputs.getFirst().size() == 0) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION, "reshape.transpose takes one table with at least one column");
        }
        Schema input = inputs.getFirst();
        DataType type = input.field(0).type();
        for (Field field : input.fields()) {
            if (!field.type().equals(type)) {
                throw new PenstockException(
                                ErrorCode.SCHEMA_MISMATCH,
                                "the columns \"%s\" and \"%s\" are %s and %s, and would share columns"
                                        .formatted(input.field(0).name(), field.name(), type, field.type()))
                        .hint("cast all columns to one type first");
            }
        }
        return new Schema(config.names().stream().map(name -> Field.nullable(name, type)).toList(), input.metadata());
    }

    @Override
    public BatchStream apply(Names config, List<BatchStream> inputs, FunctionContext context) {
        BatchStream input = inputs.getFirst();
        Schema schema = bind(config, List.of(input.schema()));
        try (Frame rows = Frame.collect(input)) {
            if (rows.rows() != schema.size()) {
                throw new PenstockException(
                                ErrorCode.SHAPE,
                                "%d names for the columns that %d rows become".formatted(schema.size(), rows.rows()))
                        .hint("give a name for each row");
            }
            return rows.rows() == 0
                    ? BatchStream.of(schema, List.of())
                    : BatchStream.of(schema, List.of(transposed(rows, schema, context)));
        }
    }

    private static Batch transposed(Frame rows, Schema schema, FunctionContext context) {
        int width = rows.schema().size();
        var values = new ArrayList<Column>();
        for (int column = 0; column < width; column++) {
            for (Batch batch : rows.batches()) {
                values.add(batch.column(column));
            }
        }
        if (rows.rows() * width > Integer.MAX_VALUE) {
            throw new PenstockException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "%d rows of %d columns are more values than a table is turned with".formatted(rows.rows(), width));
        }
        var columns = new ArrayList<Column>();
        try (Column all = Concatenate.columns(values, context.allocator());
                Block places = context.allocator().allocate(Selection.bytes(width))) {
            for (int row = 0; row < schema.size(); row++) {
                context.cancellation().check();
                for (int column = 0; column < width; column++) {
                    Native.putInt(places.address() + (column << 2), (int) (column * rows.rows() + row));
                }
                columns.add(Gather.column(all, new Selection(places.address(), width), context.allocator()));
            }
            return new Batch(schema, width, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }
}
