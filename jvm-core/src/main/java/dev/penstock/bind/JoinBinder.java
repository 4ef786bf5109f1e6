package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Expr;
import dev.penstock.plan.ExprText;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.plan.Plan.JoinKind;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Binds joins: brings the keys to one type, gives the two sides distinct names, and puts the user's names on the
/// result.
final class JoinBinder {
    private JoinBinder() {}

    static BoundPlan bind(BoundPlan left, BoundPlan right, Plan.Join join) {
        List<Expr> leftOn = new Expansion(left.schema(), Set.of()).expandAll(join.leftOn());
        List<Expr> rightOn = new Expansion(right.schema(), Set.of()).expandAll(join.rightOn());
        check(leftOn, rightOn, join.how());
        Sides sides = Sides.of(left, right, leftOn, rightOn, (_, l, r, on, other) -> keyType(l, r, on, other));
        Schema joined = schema(sides, join.how());
        BoundPlan plan =
                new BoundPlan.Join(
                        sides.left,
                        sides.right,
                        join.how(),
                        sides.leftKeys,
                        sides.rightKeys,
                        join.nullsEqual(),
                        null,
                        // Without keys there is nothing to validate.
                        join.how() == JoinKind.CROSS ? Plan.JoinValidation.MANY_TO_MANY : join.validate(),
                        join.maintainOrder(),
                        joined);
        return Scope.project(plan, outputs(left.schema(), right.schema(), sides, join, joined));
    }

    static BoundPlan bind(BoundPlan left, BoundPlan right, Plan.JoinWhere join) {
        NewNames rightNames = internalNames(left.schema(), right.schema());
        BoundPlan renamed = renamed(right, rightNames);
        // Predicates name the columns as the result does.
        NewNames shown = suffixed(left.schema().names(), right.schema().names(), join.suffix());
        var fields = new ArrayList<>(left.schema().fields());
        right.schema().fields().forEach(field -> fields.add(field.named(shown.of(field.name()))));
        var visible = new Schema(fields);
        var rows = new RowBinder(new Scope(new BoundPlan.FrameScan("", visible)), RowBinder.Group.ALL);
        BoundExpr condition = null;
        for (Expr predicate : join.predicates()) {
            if (Shape.of(predicate) != Shape.ROWS) {
                throw new PenstockException(ErrorCode.INVALID_OPERATION, "join_where compares columns row by row")
                        .expression(ExprText.of(predicate));
            }
            BoundExpr bound = rows.bind(predicate);
            condition = RowBinder.and(condition, Binder.condition(bound, predicate, "join_where"));
        }
        if (condition == null) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "join_where needs at least one predicate");
        }
        Map<String, String> internal = new HashMap<>();
        right.schema().names().forEach(name -> internal.put(shown.of(name), rightNames.of(name)));
        var joined = new Schema(concat(left.schema().fields(), renamed.schema().fields()), left.schema().metadata());
        BoundPlan plan =
                new BoundPlan.Join(
                        left,
                        renamed,
                        JoinKind.INNER,
                        List.of(),
                        List.of(),
                        false,
                        substituted(condition, internal),
                        Plan.JoinValidation.MANY_TO_MANY,
                        Plan.JoinOrder.NONE,
                        joined);
        var outputs = Scope.passed(left.schema());
        right.schema()
                .fields()
                .forEach(field ->
                        outputs.add(output(joined.field(rightNames.of(field.name())), shown.of(field.name()))));
        return Scope.project(plan, outputs);
    }

    private static void check(List<Expr> leftOn, List<Expr> rightOn, JoinKind how) {
        if (leftOn.size() != rightOn.size()) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION,
                    "a join on " + leftOn.size() + " left and " + rightOn.size() + " right keys");
        }
        if (how == JoinKind.CROSS != leftOn.isEmpty()) {
            throw new PenstockException(
                            ErrorCode.INVALID_OPERATION,
                            how == JoinKind.CROSS ? "a cross join has no keys" : "a join needs keys")
                    .hint("pass on=..., or left_on=... and right_on=...; how=\"cross\" takes none");
        }
    }

    /// Both inputs ready to be joined: keys are columns, and no name is on both sides.
    record Sides(
            BoundPlan left,
            BoundPlan right,
            List<String> leftKeys,
            List<String> rightKeys,
            NewNames rightNames,
            List<KeyPair> pairs) {

        /// @param leftOn as many as `rightOn`, written out
        static Sides of(BoundPlan left, BoundPlan right, List<Expr> leftOn, List<Expr> rightOn, CommonType types) {
            var leftRows = new RowBinder(new Scope(left), RowBinder.Group.ALL);
            var rightRows = new RowBinder(new Scope(right), RowBinder.Group.ALL);
            var leftKeys = new ArrayList<String>();
            var rightKeys = new ArrayList<String>();
            var pairs = new ArrayList<KeyPair>();
            for (int i = 0; i < leftOn.size(); i++) {
                BoundExpr l = leftRows.value(leftOn.get(i));
                BoundExpr r = rightRows.value(rightOn.get(i));
                DataType type = types.of(i, l, r, leftOn.get(i), rightOn.get(i));
                leftKeys.add(leftRows.scope().define(Operands.as(l, type)));
                rightKeys.add(rightRows.scope().define(Operands.as(r, type)));
                pairs.add(new KeyPair(column(leftOn.get(i)), column(rightOn.get(i))));
            }
            BoundPlan builtRight = rightRows.scope().build();
            BoundPlan builtLeft = leftRows.scope().build();
            NewNames names = internalNames(builtLeft.schema(), builtRight.schema());
            return new Sides(
                    builtLeft,
                    renamed(builtRight, names),
                    leftKeys,
                    rightKeys.stream().map(names::of).toList(),
                    names,
                    pairs);
        }

        /// The name of a key that is a plain column, else an empty string.
        private static String column(Expr expression) {
            return expression instanceof Expr.Column(String name) ? name : "";
        }
    }

    /// The type to which the keys of both sides come, for each pair of them.
    interface CommonType {
        DataType of(int pair, BoundExpr left, BoundExpr right, Expr leftOn, Expr rightOn);
    }

    /// The type to which both keys of an equality come.
    static DataType keyType(BoundExpr left, BoundExpr right, Expr leftOn, Expr rightOn) {
        boolean text = left.type().logical().isText();
        if (text != right.type().logical().isText()
                && !(left.type() instanceof DataType.Null || right.type() instanceof DataType.Null)) {
            throw new PenstockException(
                            ErrorCode.SCHEMA_MISMATCH,
                            "the join keys "
                                    + ExprText.of(leftOn)
                                    + " ("
                                    + left.type()
                                    + ") and "
                                    + ExprText.of(rightOn)
                                    + " ("
                                    + right.type()
                                    + ") cannot be compared")
                    .hint("cast one of them");
        }
        return Operands.commonType(List.of(left, right));
    }

    /// What each column of one side is called in the join or in its result.
    record NewNames(Map<String, String> byName) {
        String of(String name) {
            return java.util.Objects.requireNonNull(byName.get(name), name);
        }
    }

    /// The plain columns of one pair of keys; empty names where a key is an expression.
    record KeyPair(String left, String right) {
        boolean arePlain() {
            return !left.isEmpty() && !right.isEmpty();
        }
    }

    private static List<Output> outputs(Schema left, Schema right, Sides sides, Plan.Join join, Schema joined) {
        JoinKind how = join.how();
        if (how == JoinKind.SEMI || how == JoinKind.ANTI) {
            return Scope.passed(left);
        }
        boolean coalesce = join.coalesce() == null ? how != JoinKind.FULL : join.coalesce();
        boolean merge = coalesce && how != JoinKind.CROSS && sides.pairs.stream().allMatch(KeyPair::arePlain);
        var droppedLeft = new HashSet<String>();
        var droppedRight = new HashSet<String>();
        var merged = new HashMap<String, String>();
        if (merge) {
            for (KeyPair pair : sides.pairs) {
                if (how == JoinKind.RIGHT) {
                    droppedLeft.add(pair.left);
                } else {
                    droppedRight.add(pair.right);
                    merged.put(pair.left, pair.right);
                }
            }
        }
        List<String> leftNames = left.names().stream().filter(name -> !droppedLeft.contains(name)).toList();
        List<String> rightNames = right.names().stream().filter(name -> !droppedRight.contains(name)).toList();
        NewNames shown = suffixed(leftNames, rightNames, join.suffix());
        var outputs = new ArrayList<Output>();
        for (String name : leftNames) {
            Field field = joined.field(name);
            String partner = how == JoinKind.FULL ? merged.get(name) : null;
            if (partner != null) {
                Field other = joined.field(sides.rightNames.of(partner));
                DataType type = Supertype.require(field.type(), other.type());
                List<BoundExpr> both =
                        List.of(
                                Operands.as(new BoundExpr.Ref(name, field.type()), type),
                                Operands.as(new BoundExpr.Ref(other.name(), other.type()), type));
                BoundExpr value = new BoundExpr.Call(LogicFunction.COALESCE, both, Options.NONE, type);
                outputs.add(new Output(field.typed(type), value));
            } else {
                outputs.add(output(field, name));
            }
        }
        for (String name : rightNames) {
            outputs.add(output(joined.field(sides.rightNames.of(name)), shown.of(name)));
        }
        return outputs;
    }

    /// The join's own columns: a side that may lack a partner becomes nullable.
    private static Schema schema(Sides sides, JoinKind how) {
        boolean leftMayMiss = how == JoinKind.RIGHT || how == JoinKind.FULL;
        boolean rightMayMiss = how == JoinKind.LEFT || how == JoinKind.FULL;
        List<Field> left = sides.left.schema().fields().stream().map(f -> leftMayMiss ? f.orNull() : f).toList();
        if (how == JoinKind.SEMI || how == JoinKind.ANTI) {
            return new Schema(left, sides.left.schema().metadata());
        }
        List<Field> right = sides.right.schema().fields().stream().map(f -> rightMayMiss ? f.orNull() : f).toList();
        return new Schema(concat(left, right), sides.left.schema().metadata());
    }

    static NewNames suffixed(List<String> left, List<String> right, String suffix) {
        var taken = new HashSet<>(left);
        Map<String, String> shown = new LinkedHashMap<>();
        for (String name : right) {
            String visible = taken.contains(name) ? name + suffix : name;
            if (!visible.equals(name) && taken.contains(visible)) {
                throw new PenstockException(ErrorCode.DUPLICATE, "the column \"" + visible + "\" would come twice")
                        .column(visible)
                        .hint("choose another suffix, or rename a column before the join");
            }
            shown.put(name, visible);
        }
        return new NewNames(shown);
    }

    /// The right columns' own names, and others for those that the left side has as well.
    private static NewNames internalNames(Schema left, Schema right) {
        Set<String> taken = new HashSet<>(left.names());
        taken.addAll(right.names());
        Map<String, String> names = new LinkedHashMap<>();
        for (String name : right.names()) {
            String own = name;
            for (int i = names.size(); left.contains(name) && taken.contains(own); i++) {
                own = "__right" + i;
            }
            taken.add(own);
            names.put(name, own);
        }
        return new NewNames(names);
    }

    private static BoundPlan renamed(BoundPlan plan, NewNames names) {
        var outputs = new ArrayList<Output>();
        plan.schema().fields().forEach(field -> outputs.add(output(field, names.of(field.name()))));
        return Scope.project(plan, outputs);
    }

    static Output output(Field field, String name) {
        return new Output(field.named(name), new BoundExpr.Ref(field.name(), field.type()));
    }

    private static BoundExpr substituted(BoundExpr expression, Map<String, String> names) {
        return Rewrite.bottomUp(
                expression,
                e ->
                        e instanceof BoundExpr.Ref(String name, DataType type)
                                ? new BoundExpr.Ref(names.getOrDefault(name, name), type)
                                : e);
    }

    static List<Field> concat(List<Field> left, List<Field> right) {
        var fields = new ArrayList<>(left);
        fields.addAll(right);
        return fields;
    }
}
