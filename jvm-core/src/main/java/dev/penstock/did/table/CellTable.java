package dev.penstock.did.table;

import dev.penstock.column.BatchStream;
import dev.penstock.did.result.CellResult;
import dev.penstock.did.result.DidResult;
import dev.penstock.function.Answer;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Effects as rows: section 9.1 of the requirements.
final class CellTable {
    static final Schema SCHEMA = schema(false);
    static final Schema WITH_RESULT = schema(true);

    private CellTable() {}

    private static Schema schema(boolean withResult) {
        var fields = new ArrayList<Field>();
        fields.add(new Field("group", Types.INT64, false));
        fields.add(new Field("time", Types.INT64, false));
        fields.addAll(Written.doubles("att", "se", "t_stat", "p_value", "conf_low", "conf_high"));
        fields.add(Field.nullable("base_time", Types.INT64));
        fields.add(new Field("post", Types.BOOL, false));
        fields.addAll(Written.doubles("crit_val", "point_conf_low", "point_conf_high"));
        fields.add(new Field("n_treated", Types.INT64, false));
        fields.add(new Field("n_control", Types.INT64, false));
        fields.add(new Field("status", Types.UTF8, false));
        if (withResult) {
            fields.add(new Field("result_json", Types.UTF8, false));
        }
        return new Schema(fields);
    }

    /// @param json the whole result, which goes with each row; null for none
    static BatchStream of(DidResult result, @Nullable String json, Allocator allocator) {
        Schema schema = json == null ? SCHEMA : WITH_RESULT;
        return Written.table(
                schema,
                result.cells(),
                allocator,
                (cell, columns, row) -> {
                    write(result, cell, columns, row);
                    if (json != null) {
                        columns.getLast().setString(row, json);
                    }
                });
    }

    private static void write(DidResult result, CellResult cell, List<Answer> columns, int row) {
        columns.get(0).setLong(row, cell.group());
        columns.get(1).setLong(row, cell.time());
        Limits limits = Limits.of(cell.effect(), cell.se(), result.critical(), result.config().alp());
        limits.write(columns, 2, row);
        Long base = cell.base();
        if (base != null) {
            columns.get(8).setLong(row, base);
        }
        columns.get(9).setBoolean(row, cell.post());
        limits.writeAll(columns, 10, row);
        columns.get(13).setLong(row, cell.treated());
        columns.get(14).setLong(row, cell.controls());
        columns.get(15).setString(row, cell.status());
    }
}
