package dev.penstock.bind;

import dev.penstock.plan.Expr;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Binds `struct.with_fields` and `struct.eval`.
final class StructBinder {
    private final RowBinder rows;

    StructBinder(RowBinder rows) {
        this.rows = rows;
    }

    BoundExpr withFields(Expr.WithFields expression) {
        String use = expression.keep() ? "struct.with_fields" : "struct.eval";
        BoundExpr input = rows.value(expression.input());
        List<Field> fields = StructTypes.fields(input, use);
        BoundExpr struct = rows.held(input);
        RowBinder inside = rows.withStruct(struct);
        Map<String, BoundExpr> values = new LinkedHashMap<>();
        if (expression.keep()) {
            fields.forEach(field -> values.put(field.name(), StructTypes.field(struct, field.name())));
        }
        // Among themselves the new ones must differ; over the old ones they win.
        new Schema(expression.fields().stream().map(e -> Field.nullable(Names.of(e), Types.NULL)).toList());
        expression.fields().forEach(field -> values.put(Names.of(field), inside.value(field)));
        return StructTypes.of(struct, List.copyOf(values.keySet()), new ArrayList<>(values.values()));
    }
}
