package dev.penstock.operator;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.column.BatchStream;
import dev.penstock.evaluate.RowProgram;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Columns that become rows: for each of them a projection of the same input.
record UnpivotOperator(BoundPlan.Unpivot unpivot) implements Operator {
    @Override
    public @Nullable String refusal() {
        return unpivot.on().stream()
                .map(column -> RowProgram.refusal(rows(column)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /// The rows of one column.
    BoundPlan.Project rows(String column) {
        var outputs = new ArrayList<Output>();
        for (Field field : unpivot.schema().fields()) {
            String name = field.name();
            BoundExpr value;
            if (name.equals(unpivot.variableName())) {
                value = new BoundExpr.Constant(field.type(), column);
            } else {
                String source = name.equals(unpivot.valueName()) ? column : name;
                DataType type = unpivot.input().schema().field(source).type();
                value = new BoundExpr.Ref(source, type);
            }
            outputs.add(new Output(field, value));
        }
        return new BoundPlan.Project(unpivot.input(), outputs, unpivot.schema());
    }

    @Override
    public BatchStream open(CoreRun run) {
        List<BoundPlan.Project> columns = unpivot.on().stream().map(this::rows).toList();
        return new UnpivotStream(unpivot, columns, run);
    }
}
