package dev.penstock.did.table;

import dev.penstock.column.BatchStream;
import dev.penstock.did.inference.Wald;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// The test of effects before treatment as one row: section 9.3 of the requirements.
final class WaldTable {
    static final Schema SCHEMA = schema();

    private WaldTable() {}

    private static Schema schema() {
        var fields = new ArrayList<Field>(Written.doubles("statistic"));
        fields.add(Field.nullable("df", Types.INT64));
        fields.addAll(Written.doubles("p_value"));
        fields.add(Field.nullable("reason", Types.UTF8));
        return new Schema(fields);
    }

    static BatchStream of(Wald wald, Allocator allocator) {
        return Written.table(
                SCHEMA,
                List.of(wald),
                allocator,
                (test, columns, row) -> {
                    Written.set(columns.get(0), row, test.statistic());
                    String reason = test.reason();
                    if (reason == null) {
                        columns.get(1).setLong(row, test.degrees());
                    } else {
                        columns.get(3).setString(row, reason);
                    }
                    Written.set(columns.get(2), row, test.p());
                });
    }
}
