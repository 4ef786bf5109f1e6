package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.Rewrite;
import dev.penstock.plan.Plan;
import dev.penstock.plan.StructFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.StructOf;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Fields of structs that nobody reads are not read from Parquet files: a projection right above a scan, perhaps with
/// filters and slices between them, says which fields of each struct it wants, and of which it wants the whole.
final class NarrowStructs implements Rule {
    @Override
    public String name() {
        return "projection_pushdown";
    }

    @Override
    public @Nullable BoundPlan apply(BoundPlan node) {
        if (!(node instanceof BoundPlan.Project project)) {
            return null;
        }
        var between = new ArrayList<BoundPlan>();
        BoundPlan at = project.input();
        while (at instanceof BoundPlan.Filter || at instanceof BoundPlan.Slice) {
            between.addFirst(at);
            at = at.inputs().getFirst();
        }
        return at instanceof BoundPlan.FileScan scan && scan.scan().format() == Plan.Format.PARQUET
                ? narrowed(project, between, scan)
                : null;
    }

    /// @param between the nodes below the projection, the lowest first
    private static @Nullable BoundPlan narrowed(
            BoundPlan.Project project, List<BoundPlan> between, BoundPlan.FileScan scan) {
        var wanted = new Wanted();
        project.outputs().forEach(output -> wanted.look(output.expression()));
        for (BoundPlan node : between) {
            if (node instanceof BoundPlan.Filter filter) {
                wanted.look(filter.predicate());
            }
        }
        Map<String, DataType> types = new HashMap<>();
        var fields = new ArrayList<Field>();
        for (Field field : scan.schema().fields()) {
            DataType narrow = isStored(scan.scan(), field) ? wanted.of(field) : field.type();
            fields.add(narrow.equals(field.type()) ? field : field.typed(narrow));
            if (!narrow.equals(field.type())) {
                types.put(field.name(), narrow);
            }
        }
        if (types.isEmpty()) {
            return null;
        }
        BoundPlan made = new BoundPlan.FileScan(scan.scan(), new Schema(fields, scan.schema().metadata()));
        for (BoundPlan node : between) {
            made =
                    node instanceof BoundPlan.Filter filter
                            ? new BoundPlan.Filter(made, retyped(filter.predicate(), types))
                            : node.withInputs(List.of(made));
        }
        List<BoundPlan.Output> outputs =
                project.outputs().stream()
                        .map(output -> new BoundPlan.Output(output.field(), retyped(output.expression(), types)))
                        .toList();
        return new BoundPlan.Project(made, outputs, project.schema());
    }

    /// Whether the column has the type of the files: who asks for another one wants a cast, of the whole.
    private static boolean isStored(Plan.Scan scan, Field field) {
        return scan.schema() == null && !scan.schemaOverrides().containsKey(field.name());
    }

    /// The expression over columns of other types. A field has its type by the type of what it is a field of.
    private static BoundExpr retyped(BoundExpr expression, Map<String, DataType> types) {
        return Rewrite.bottomUp(
                expression,
                part ->
                        switch (part) {
                            case BoundExpr.Ref(String name, _) when types.containsKey(name) ->
                                    new BoundExpr.Ref(name, types.get(name));
                            case BoundExpr.Call call when call.function() == StructFunction.FIELD ->
                                    new BoundExpr.Call(call.function(), call.arguments(), call.options(), typeOf(call));
                            default -> part;
                        });
    }

    private static DataType typeOf(BoundExpr.Call call) {
        String name = call.options().text("name", "");
        return call.arguments().getFirst().type() instanceof StructOf(List<Field> fields)
                ? fields.stream()
                        .filter(field -> field.name().equals(name))
                        .findFirst()
                        .map(Field::type)
                        .orElse(call.type())
                : call.type();
    }

    /// What is read of columns: fields of fields, or the whole.
    private static final class Wanted {
        /// The fields of a struct that are read; absent for the whole.
        private record Parts(Map<String, Optional<Parts>> fields) {}

        private final Map<String, Optional<Parts>> columns = new HashMap<>();

        void look(BoundExpr expression) {
            List<String> path = path(expression);
            if (path != null) {
                columns.merge(path.getFirst(), parts(path.subList(1, path.size())), Wanted::both);
                return;
            }
            if (expression instanceof BoundExpr.Transform transform) {
                // Within the body its name is another thing's.
                columns.put(transform.element(), Optional.empty());
            }
            expression.children().forEach(this::look);
        }

        /// The column and the fields that lead to what the expression is; null if it is computed.
        private static @Nullable List<String> path(BoundExpr expression) {
            var path = new ArrayList<String>();
            BoundExpr at = expression;
            while (at instanceof BoundExpr.Call call && call.function() == StructFunction.FIELD) {
                path.addFirst(call.options().text("name", ""));
                at = call.arguments().getFirst();
            }
            if (!(at instanceof BoundExpr.Ref(String name, _))) {
                return null;
            }
            path.addFirst(name);
            return path;
        }

        private static Optional<Parts> parts(List<String> path) {
            return path.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Parts(Map.of(path.getFirst(), parts(path.subList(1, path.size())))));
        }

        private static Optional<Parts> both(Optional<Parts> one, Optional<Parts> other) {
            if (one.isEmpty() || other.isEmpty()) {
                return Optional.empty();
            }
            var fields = new LinkedHashMap<>(one.get().fields());
            other.get().fields().forEach((name, parts) -> fields.merge(name, parts, Wanted::both));
            return Optional.of(new Parts(fields));
        }

        /// The type of a column with nothing but what is wanted; its own if nobody reads it.
        DataType of(Field column) {
            Optional<Parts> parts = columns.getOrDefault(column.name(), Optional.empty());
            return parts.map(some -> narrow(column.type(), some)).orElse(column.type());
        }

        private static DataType narrow(DataType type, Parts parts) {
            if (!(type instanceof StructOf(List<Field> fields))) {
                return type;
            }
            var kept = new ArrayList<Field>();
            for (Field field : fields) {
                Optional<Parts> inner = parts.fields().get(field.name());
                if (inner != null) {
                    kept.add(inner.map(some -> field.typed(narrow(field.type(), some))).orElse(field));
                }
            }
            return new StructOf(kept);
        }
    }
}
