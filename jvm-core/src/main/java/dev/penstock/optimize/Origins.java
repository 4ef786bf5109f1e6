package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.type.DataType;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Where columns come from, and so how many values they can have at most.
record Origins(Tables tables) {
    /// A column of a table.
    record Origin(BoundPlan leaf, String column) {
        DataType type() {
            return leaf.schema().field(column).type();
        }
    }

    /// The column of a table that `column` of the plan hands on as it is; null for one that was computed.
    @Nullable Origin of(BoundPlan plan, String column) {
        return switch (plan) {
            case BoundPlan.FileScan _, BoundPlan.FrameScan _, BoundPlan.StreamScan _ -> new Origin(plan, column);
            case BoundPlan.Exchange exchange -> {
                BoundPlan behind = tables.behind(exchange);
                yield behind == null ? null : of(behind, column);
            }
            case BoundPlan.Project project -> {
                Output output =
                        project.outputs().stream().filter(o -> o.name().equals(column)).findFirst().orElseThrow();
                yield output.expression() instanceof BoundExpr.Ref(String name, _) ? of(project.input(), name) : null;
            }
            case BoundPlan.Join join -> of(join.left().schema().contains(column) ? join.left() : join.right(), column);
            case BoundPlan.AsofJoin join ->
                    of(join.left().schema().contains(column) ? join.left() : join.right(), column);
            case BoundPlan.Filter _,
                    BoundPlan.Sort _,
                    BoundPlan.TopK _,
                    BoundPlan.Slice _,
                    BoundPlan.Distinct _,
                    BoundPlan.Sample _,
                    BoundPlan.Window _,
                    BoundPlan.RowIndex _,
                    BoundPlan.Cache _,
                    BoundPlan.Aggregate _ -> {
                BoundPlan input = plan.inputs().getFirst();
                yield input.schema().contains(column) && !isNew(plan, column) ? of(input, column) : null;
            }
            case BoundPlan.Union _,
                    BoundPlan.MergeSorted _,
                    BoundPlan.Zip _,
                    BoundPlan.WindowRows _,
                    BoundPlan.Explode _,
                    BoundPlan.Unpivot _,
                    BoundPlan.Sql _,
                    BoundPlan.TableCall _,
                    BoundPlan.Sink _ ->
                    null;
        };
    }

    /// Whether the node makes a column of this name rather than handing one on.
    private static boolean isNew(BoundPlan plan, String column) {
        return switch (plan) {
            case BoundPlan.Aggregate aggregate -> !aggregate.keys().contains(column);
            case BoundPlan.Window window -> window.windows().stream().anyMatch(w -> w.name().equals(column));
            case BoundPlan.RowIndex index -> index.name().equals(column);
            default -> false;
        };
    }

    Tables.@Nullable Range range(BoundPlan plan, String column) {
        Origin origin = of(plan, column);
        return origin == null ? null : tables.range(origin.leaf, origin.column);
    }

    /// How many combinations of values the columns can have at most: those of one table no more than it has rows.
    OptionalDouble combinations(BoundPlan plan, List<String> columns) {
        var ofLeaf = new IdentityHashMap<BoundPlan, Double>();
        for (String column : columns) {
            Origin origin = of(plan, column);
            OptionalDouble values = origin == null ? OptionalDouble.empty() : values(origin);
            if (origin == null || values.isEmpty()) {
                return OptionalDouble.empty();
            }
            ofLeaf.merge(origin.leaf, values.getAsDouble(), (a, b) -> a * b);
        }
        double all = 1;
        for (Map.Entry<BoundPlan, Double> entry : ofLeaf.entrySet()) {
            all *= Math.min(entry.getValue(), (double) tables.rows(entry.getKey()).orElse(Long.MAX_VALUE));
        }
        return OptionalDouble.of(all);
    }

    /// How many values a table's column can have at most.
    private OptionalDouble values(Origin origin) {
        if (origin.type() instanceof DataType.Bool) {
            return OptionalDouble.of(2);
        }
        double most = (double) tables.rows(origin.leaf).orElse(Long.MAX_VALUE);
        Tables.Range range = tables.range(origin.leaf, origin.column);
        if (range != null && isDiscrete(origin.type())) {
            most = Math.min(most, range.greatest() - range.least() + 1);
        }
        return most >= 1e18 ? OptionalDouble.empty() : OptionalDouble.of(most);
    }

    /// Whether the values between two others can be counted.
    static boolean isDiscrete(DataType type) {
        return type instanceof DataType.Int || type instanceof DataType.Date;
    }
}
