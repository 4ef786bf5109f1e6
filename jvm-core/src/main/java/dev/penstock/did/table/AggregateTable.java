package dev.penstock.did.table;

import dev.penstock.column.BatchStream;
import dev.penstock.did.aggregate.Aggregate;
import dev.penstock.did.aggregate.AggregateRow;
import dev.penstock.function.Answer;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Summaries as rows: section 9.2 of the requirements, and behind it what the limits are.
final class AggregateTable {
    static final Schema SCHEMA = schema();

    private AggregateTable() {}

    private static Schema schema() {
        var fields = new ArrayList<Field>();
        fields.add(new Field("type", Types.UTF8, false));
        fields.add(new Field("term", Types.UTF8, false));
        fields.add(Field.nullable("key", Types.INT64));
        fields.addAll(
                Written.doubles(
                        "att",
                        "se",
                        "t_stat",
                        "p_value",
                        "conf_low",
                        "conf_high",
                        "crit_val",
                        "point_conf_low",
                        "point_conf_high"));
        fields.add(new Field("overall", Types.BOOL, false));
        fields.add(new Field("band", Types.UTF8, false));
        return new Schema(fields);
    }

    static BatchStream of(Aggregate aggregate, Allocator allocator) {
        return Written.table(
                SCHEMA, aggregate.rows(), allocator, (effect, columns, row) -> write(aggregate, effect, columns, row));
    }

    private static void write(Aggregate aggregate, AggregateRow effect, List<Answer> columns, int row) {
        columns.get(0).setString(row, lower(aggregate.type()));
        columns.get(1).setString(row, effect.term());
        Long key = effect.key();
        if (key != null) {
            columns.get(2).setLong(row, key);
        }
        Limits limits = Limits.of(effect.effect(), effect.se(), effect.critical(), aggregate.alpha());
        limits.write(columns, 3, row);
        limits.writeAll(columns, 9, row);
        columns.get(12).setBoolean(row, key == null);
        columns.get(13).setString(row, key == null ? "pointwise" : lower(aggregate.band()));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
