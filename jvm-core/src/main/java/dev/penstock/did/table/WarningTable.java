package dev.penstock.did.table;

import dev.penstock.column.BatchStream;
import dev.penstock.did.panel.DidWarning;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.List;

/// Warnings as rows: section 9.3 of the requirements.
final class WarningTable {
    static final Schema SCHEMA =
            new Schema(
                    List.of(
                            new Field("code", Types.UTF8, false),
                            new Field("message", Types.UTF8, false),
                            Field.nullable("group", Types.INT64),
                            Field.nullable("time", Types.INT64),
                            new Field("count", Types.INT64, false)));

    private WarningTable() {}

    static BatchStream of(List<DidWarning> warnings, Allocator allocator) {
        return Written.table(
                SCHEMA,
                warnings,
                allocator,
                (warning, columns, row) -> {
                    columns.get(0).setString(row, warning.code());
                    columns.get(1).setString(row, warning.message());
                    Long group = warning.group();
                    if (group != null) {
                        columns.get(2).setLong(row, group);
                    }
                    Long time = warning.time();
                    if (time != null) {
                        columns.get(3).setLong(row, time);
                    }
                    columns.get(4).setLong(row, warning.count());
                });
    }
}
