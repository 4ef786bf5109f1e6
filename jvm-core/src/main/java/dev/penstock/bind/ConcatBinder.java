package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan.ConcatKind;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Binds `concat`.
final class ConcatBinder {
    private ConcatBinder() {}

    static BoundPlan bind(List<BoundPlan> inputs, ConcatKind how) {
        if (inputs.isEmpty()) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "concat needs at least one frame");
        }
        if (inputs.size() == 1) {
            return inputs.getFirst();
        }
        return switch (how) {
            case VERTICAL -> vertical(inputs, false);
            case VERTICAL_RELAXED -> vertical(inputs, true);
            case DIAGONAL -> diagonal(inputs, false);
            case DIAGONAL_RELAXED -> diagonal(inputs, true);
            case HORIZONTAL -> ProjectBinder.zip(inputs, BoundPlan.Heights.EQUAL);
            case HORIZONTAL_EXTEND -> ProjectBinder.zip(inputs, BoundPlan.Heights.PAD);
        };
    }

    private static BoundPlan vertical(List<BoundPlan> inputs, boolean relaxed) {
        Schema first = inputs.getFirst().schema();
        for (BoundPlan input : inputs) {
            if (!input.schema().names().equals(first.names())) {
                throw new PenstockException(
                                ErrorCode.SCHEMA_MISMATCH,
                                "frames with the columns "
                                        + first.names()
                                        + " and "
                                        + input.schema().names()
                                        + " cannot stand below each other")
                        .hint("concat with how=\"diagonal\" fills what is missing with nulls");
            }
        }
        return union(inputs, relaxed);
    }

    /// Frames that are sorted, below each other in the order that they have in common.
    ///
    /// Many are merged in pairs, so that no row goes through more merges than it must.
    static BoundPlan merged(List<BoundPlan> inputs, List<Expr> keys) {
        if (inputs.isEmpty() || keys.isEmpty()) {
            String what = inputs.isEmpty() ? "frame" : "key";
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "merge_sorted needs at least one " + what);
        }
        BoundPlan rows = bind(inputs, ConcatKind.VERTICAL);
        List<String> columns = Binder.columns(rows.schema(), keys);
        return inputs.size() == 1 ? rows : merge(rows.inputs(), columns, rows.schema());
    }

    private static BoundPlan merge(List<BoundPlan> inputs, List<String> keys, Schema schema) {
        if (inputs.size() == 1) {
            return inputs.getFirst();
        }
        int half = (inputs.size() + 1) / 2;
        return new BoundPlan.MergeSorted(
                merge(inputs.subList(0, half), keys, schema),
                merge(inputs.subList(half, inputs.size()), keys, schema),
                keys,
                schema);
    }

    private static BoundPlan diagonal(List<BoundPlan> inputs, boolean relaxed) {
        return union(inputs, relaxed);
    }

    /// All columns of all inputs in order of first appearance; what an input lacks is null there.
    private static BoundPlan union(List<BoundPlan> inputs, boolean relaxed) {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (BoundPlan input : inputs) {
            for (Field field : input.schema().fields()) {
                fields.merge(field.name(), field, (known, other) -> merged(known, other, relaxed));
            }
        }
        for (BoundPlan input : inputs) {
            fields.replaceAll((name, field) -> input.schema().contains(name) ? field : field.orNull());
        }
        var aligned = new ArrayList<BoundPlan>();
        for (BoundPlan input : inputs) {
            var outputs = new ArrayList<Output>();
            fields.forEach(
                    (name, field) -> outputs.add(new Output(field, aligned(input.schema(), name, field.type()))));
            aligned.add(Scope.project(input, outputs));
        }
        return new BoundPlan.Union(
                aligned, new Schema(List.copyOf(fields.values()), inputs.getFirst().schema().metadata()));
    }

    private static BoundExpr aligned(Schema schema, String name, DataType type) {
        return schema.contains(name)
                ? Operands.as(new BoundExpr.Ref(name, schema.field(name).type()), type)
                : new BoundExpr.Constant(type, null);
    }

    private static Field merged(Field left, Field right, boolean relaxed) {
        boolean nullable = left.nullable() || right.nullable();
        if (left.type().equals(right.type()) || left.type().sameValues(right.type())) {
            return nullable ? left.orNull() : left;
        }
        if (!relaxed) {
            throw new PenstockException(
                            ErrorCode.SCHEMA_MISMATCH,
                            "the column \""
                                    + left.name()
                                    + "\" is "
                                    + left.type()
                                    + " in one frame and "
                                    + right.type()
                                    + " in another")
                    .column(left.name())
                    .hint("concat with how=\"vertical_relaxed\" converts to the type that holds both");
        }
        return new Field(left.name(), Supertype.require(left.type(), right.type()), nullable);
    }
}
