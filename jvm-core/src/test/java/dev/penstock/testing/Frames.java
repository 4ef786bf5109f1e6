package dev.penstock.testing;

import dev.penstock.bind.Binder;
import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.Catalog;
import dev.penstock.bind.SqlAnswer;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A catalogue of frames that have a schema and nothing else, and a binder over it.
public final class Frames implements Catalog {
    /// Looked for once, because tests bind thousands of plans.
    private static final FunctionRegistry FUNCTIONS = FunctionRegistry.load(Frames.class.getClassLoader());

    private final Map<String, Schema> schemas = new LinkedHashMap<>();

    /// A frame of nullable columns: names and types by turns.
    public Frames with(String handle, Object... namesAndTypes) {
        var fields = new ArrayList<Field>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            fields.add(Field.nullable((String) namesAndTypes[i], (DataType) namesAndTypes[i + 1]));
        }
        return with(handle, new Schema(fields));
    }

    public Frames with(String handle, Schema schema) {
        schemas.put(handle, schema);
        return this;
    }

    public BoundPlan bind(Plan plan) {
        return new Binder(this, FUNCTIONS).bind(plan);
    }

    /// The type of an expression that is selected from a frame of nullable columns, names and types by turns.
    public static DataType typeOf(Expr expression, Object... namesAndTypes) {
        Plan plan = new Plan.Project(new Plan.InMemory("t"), List.of(new Expr.Alias(expression, "r")));
        return new Frames().with("t", namesAndTypes).bind(plan).schema().field("r").type();
    }

    @Override
    public Schema frame(String handle) {
        return schemas.get(handle);
    }

    @Override
    public Schema stream(String handle) {
        return schemas.get(handle);
    }

    /// The scan's own schema; for one without, that of the frame that is called as its first path.
    @Override
    public Schema files(Plan.Scan scan) {
        return scan.schema() == null ? schemas.get(scan.paths().getFirst()) : new Schema(scan.schema());
    }

    /// The schema of the first table; the text writes if it may.
    @Override
    public SqlAnswer sql(
            String text,
            Map<String, Schema> tables,
            Map<String, BoundExpr.Constant> parameters,
            boolean allowSideEffects) {
        return new SqlAnswer(tables.values().iterator().next(), allowSideEffects, Set.of());
    }
}
