package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.Rewrite;
import dev.penstock.bind.UserFunctions;
import dev.penstock.plan.Plan;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Parts of a filter move below the node under it, where fewer rows make less work: always when the node hands on the
/// columns that they read, row by row or group by group, as they are.
final class PushFilters implements Rule {
    @Override
    public String name() {
        return "predicate_pushdown";
    }

    @Override
    public @Nullable BoundPlan apply(BoundPlan node) {
        if (!(node instanceof BoundPlan.Filter(BoundPlan below, BoundExpr predicate))) {
            return null;
        }
        List<BoundExpr> parts = Predicates.parts(predicate);
        return switch (below) {
            case BoundPlan.Project project -> throughProject(project, parts);
            case BoundPlan.Sort sort -> through(sort, parts, part -> true);
            case BoundPlan.Union union -> throughUnion(union, predicate);
            case BoundPlan.MergeSorted merge -> throughUnion(merge, predicate);
            case BoundPlan.Join join -> throughJoin(join, parts);
            case BoundPlan.AsofJoin join -> throughAsofJoin(join, parts);
            case BoundPlan.Window window ->
                    through(window, parts, part -> window.partitionBy().containsAll(Columns.of(part)));
            case BoundPlan.Aggregate aggregate ->
                    through(aggregate, parts, part -> reads(part) && aggregate.keys().containsAll(Columns.of(part)));
            case BoundPlan.Distinct distinct ->
                    through(distinct, parts, part -> distinct.on().containsAll(Columns.of(part)));
            case BoundPlan.Explode explode ->
                    through(explode, parts, part -> explode.columns().stream().noneMatch(Columns.of(part)::contains));
            case BoundPlan.Unpivot unpivot ->
                    through(unpivot, parts, part -> reads(part) && unpivot.index().containsAll(Columns.of(part)));
            default -> null;
        };
    }

    /// A part that reads no column is left where it is: an aggregate without keys has a row even of nothing.
    private static boolean reads(BoundExpr part) {
        return !Columns.of(part).isEmpty();
    }

    private static @Nullable BoundPlan through(BoundPlan node, List<BoundExpr> parts, Predicate<BoundExpr> may) {
        var low = new ArrayList<BoundExpr>();
        var high = new ArrayList<BoundExpr>();
        parts.forEach(part -> (may.test(part) && Predicates.isTotal(part) ? low : high).add(part));
        if (low.isEmpty()) {
            return null;
        }
        BoundPlan input = node.inputs().getFirst();
        return filtered(node.withInputs(List.of(new BoundPlan.Filter(input, Predicates.all(low)))), high);
    }

    private static void add(List<BoundExpr> parts, @Nullable BoundExpr part) {
        if (part != null) {
            parts.add(part);
        }
    }

    private static BoundPlan filtered(BoundPlan node, List<BoundExpr> parts) {
        return parts.isEmpty() ? node : new BoundPlan.Filter(node, Predicates.all(parts));
    }

    /// Through columns that are only handed on or renamed; what is computed is computed once, above.
    private static @Nullable BoundPlan throughProject(BoundPlan.Project project, List<BoundExpr> parts) {
        Map<String, BoundExpr> plain = new HashMap<>();
        for (BoundPlan.Output output : project.outputs()) {
            if (UserFunctions.isImpure(output.expression())) {
                return null; // it must see the rows that it would have seen
            }
            if (output.expression() instanceof BoundExpr.Ref) {
                plain.put(output.name(), output.expression());
            }
        }
        var low = new ArrayList<BoundExpr>();
        var high = new ArrayList<BoundExpr>();
        for (BoundExpr part : parts) {
            boolean may = plain.keySet().containsAll(Columns.of(part)) && Predicates.isTotal(part);
            if (may) {
                low.add(renamed(part, plain));
            } else {
                high.add(part);
            }
        }
        if (low.isEmpty()) {
            return null;
        }
        BoundPlan input = new BoundPlan.Filter(project.input(), Predicates.all(low));
        return filtered(new BoundPlan.Project(input, project.outputs(), project.schema()), high);
    }

    private static BoundExpr renamed(BoundExpr part, Map<String, BoundExpr> names) {
        return Rewrite.bottomUp(
                part, e -> e instanceof BoundExpr.Ref(String name, _) && names.containsKey(name) ? names.get(name) : e);
    }

    private static @Nullable BoundPlan throughUnion(BoundPlan union, BoundExpr predicate) {
        if (!Predicates.isTotal(predicate)) {
            return null;
        }
        return union.withInputs(
                union.inputs().stream().<BoundPlan>map(input -> new BoundPlan.Filter(input, predicate)).toList());
    }

    /// Whether a filter above the join may filter the left side instead. A filter below could hide what a validation
    /// must see.
    static boolean reachesLeft(BoundPlan.Join join) {
        return join.validate() == Plan.JoinValidation.MANY_TO_MANY
                && switch (join.how()) {
                    case INNER, CROSS, LEFT, SEMI, ANTI -> true;
                    case RIGHT, FULL -> false;
                };
    }

    /// Whether a filter above the join may filter the right side instead.
    static boolean reachesRight(BoundPlan.Join join) {
        return join.validate() == Plan.JoinValidation.MANY_TO_MANY
                && switch (join.how()) {
                    case INNER, CROSS, RIGHT -> true;
                    case LEFT, FULL, SEMI, ANTI -> false;
                };
    }

    /// What a filter of keys of one side says of the partners that the other side may have; null when it says nothing.
    /// Zeros of floats are equal, and yet not the same.
    private static @Nullable BoundExpr ofPartner(
            BoundExpr part, List<String> keys, List<String> partners, BoundPlan side) {
        Map<String, BoundExpr> renamed = new HashMap<>();
        for (String column : Columns.of(part)) {
            int key = keys.indexOf(column);
            DataType type = side.schema().field(column).type();
            boolean same =
                    type instanceof DataType.Int || type instanceof DataType.Date || type instanceof DataType.Utf8;
            if (key < 0 || !same) {
                return null;
            }
            renamed.put(column, new BoundExpr.Ref(partners.get(key), type));
        }
        return renamed(part, renamed);
    }

    /// Rows of the left side are looked up one by one, so those that nobody wants need not be; of the right side only
    /// rows with other keys `by` can be spared.
    private static @Nullable BoundPlan throughAsofJoin(BoundPlan.AsofJoin join, List<BoundExpr> parts) {
        Set<String> left = new HashSet<>(join.left().schema().names());
        var toLeft = new ArrayList<BoundExpr>();
        var toRight = new ArrayList<BoundExpr>();
        var high = new ArrayList<BoundExpr>();
        for (BoundExpr part : parts) {
            Set<String> columns = Columns.of(part);
            if (!columns.isEmpty() && Predicates.isTotal(part) && left.containsAll(columns)) {
                toLeft.add(part);
                add(toRight, ofPartner(part, join.leftBy(), join.rightBy(), join.left()));
            } else {
                high.add(part);
            }
        }
        if (toLeft.isEmpty()) {
            return null;
        }
        return filtered(join.withInputs(List.of(filtered(join.left(), toLeft), filtered(join.right(), toRight))), high);
    }

    private static @Nullable BoundPlan throughJoin(BoundPlan.Join join, List<BoundExpr> parts) {
        boolean intoLeft = reachesLeft(join);
        boolean intoRight = reachesRight(join);
        Set<String> left = new HashSet<>(join.left().schema().names());
        Set<String> right = new HashSet<>(join.right().schema().names());
        var toLeft = new ArrayList<BoundExpr>();
        var toRight = new ArrayList<BoundExpr>();
        var high = new ArrayList<BoundExpr>();
        for (BoundExpr part : parts) {
            Set<String> columns = Columns.of(part);
            boolean may = !columns.isEmpty() && Predicates.isTotal(part);
            if (may && intoLeft && left.containsAll(columns)) {
                toLeft.add(part);
                add(toRight, ofPartner(part, join.leftKeys(), join.rightKeys(), join.left()));
            } else if (may && intoRight && right.containsAll(columns)) {
                toRight.add(part);
                add(toLeft, ofPartner(part, join.rightKeys(), join.leftKeys(), join.right()));
            } else {
                high.add(part);
            }
        }
        if (toLeft.isEmpty() && toRight.isEmpty()) {
            return null;
        }
        return filtered(join.withInputs(List.of(filtered(join.left(), toLeft), filtered(join.right(), toRight))), high);
    }
}
