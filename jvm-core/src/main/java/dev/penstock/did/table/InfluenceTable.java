package dev.penstock.did.table;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.did.DidRun;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.estimate.Influence;
import dev.penstock.did.estimate.InfluenceBlock;
import dev.penstock.did.estimate.UnitBlock;
import dev.penstock.did.panel.UnitIds;
import dev.penstock.function.Answer;
import dev.penstock.function.FunctionContext;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What each unit contributes to each effect, a row for each unit, by group and then by id: its id (for repeated cross
/// sections the number of its row among those used), its group (0 when it is never treated), its weight, and a value
/// for each cell in the order of the cells' table. Worked out while it is read.
final class InfluenceTable implements BatchStream {
    private final Schema schema;
    private final DidRun run;
    private final int cells;
    private final Influence influence;
    private final Influence.Reader reader;
    private final InfluenceBlock values;
    private final FunctionContext context;
    private int next;
    private boolean open = true;

    /// Adopts `run`.
    InfluenceTable(Schema schema, DidRun run, FunctionContext context) {
        this.schema = schema;
        this.run = run;
        this.cells = run.estimates().cells().size();
        this.influence = run.influence();
        this.reader = influence.reader();
        this.values = new InfluenceBlock(influence.columns());
        this.context = context;
    }

    /// @param input the data's, which has the columns that `config` names
    static Schema schema(DidConfig config, Schema input) {
        String id = config.idname();
        DataType unit = id == null || !config.panel() ? Types.INT64 : plain(input.field(id).type());
        return new Schema(
                List.of(
                        new Field("unit", unit, false),
                        new Field("group", Types.INT64, false),
                        new Field("weight", Types.FLOAT64, false),
                        new Field("influence", DataType.listOf(Types.FLOAT64), false)));
    }

    /// Ids as they are without an encoding; texts in their usual layout.
    private static DataType plain(DataType type) {
        return switch (type) {
            case DataType.Dictionary(_, DataType values, _) -> plain(values);
            case DataType.RunEndEncoded(_, Field values) -> plain(values.type());
            case DataType.Utf8 _ -> Types.UTF8;
            default -> type;
        };
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        if (!open || next == influence.blocks().size()) {
            return null;
        }
        context.cancellation().check();
        UnitBlock block = influence.blocks().get(next++);
        reader.read(block, values);
        int units = block.units();
        List<Answer> columns = schema.fields().stream().map(field -> Answer.of(field.type(), units)).toList();
        for (int i = 0; i < units; i++) {
            writeId(columns.get(0), i, block.unit(i));
            columns.get(1).setLong(i, block.group());
            columns.get(2).setDouble(i, influence.weight(block.unit(i)));
        }
        writeValues(columns.get(3), units);
        return Written.batch(schema, units, columns, context.allocator());
    }

    private void writeId(Answer column, int row, int unit) {
        UnitIds ids = run.panel().ids();
        if (ids == null) {
            column.setLong(row, unit);
            return;
        }
        long[] numbers = ids.numbers();
        if (numbers != null) {
            column.setLong(row, numbers[unit]);
            return;
        }
        byte[] bytes = Objects.requireNonNull(Objects.requireNonNull(ids.bytes())[unit]);
        if (column.type() instanceof DataType.Utf8) {
            column.setString(row, new String(bytes, StandardCharsets.UTF_8));
        } else {
            column.setBytes(row, bytes);
        }
    }

    private void writeValues(Answer column, int units) {
        for (int i = 0; i < units; i++) {
            column.setList(i, cells);
        }
        double[] to = column.elements().doubles();
        Arrays.fill(to, 0, units * cells, 0);
        int[] active = values.columns();
        for (int slot = 0; slot < active.length && active[slot] < cells; slot++) {
            for (int i = 0; i < units; i++) {
                to[i * cells + active[slot]] = values.values()[i * active.length + slot];
            }
        }
    }

    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            run.close();
        }
    }
}
