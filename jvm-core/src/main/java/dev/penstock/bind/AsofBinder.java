package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.bind.JoinBinder.NewNames;
import dev.penstock.bind.JoinBinder.Sides;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Expr;
import dev.penstock.plan.ExprText;
import dev.penstock.plan.Plan;
import dev.penstock.plan.Plan.AsofStrategy;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Binds as-of joins. Unlike the keys of an equality, ordered keys are never rounded to come to one type: that would
/// make partners of rows that have none.
final class AsofBinder {
    private AsofBinder() {}

    static BoundPlan bind(BoundPlan left, BoundPlan right, Plan.JoinAsof join) {
        Expr leftOn = single(left.schema(), join.leftOn());
        Expr rightOn = single(right.schema(), join.rightOn());
        List<Expr> leftBy = by(left.schema(), join.leftBy());
        List<Expr> rightBy = by(right.schema(), join.rightBy());
        if (leftBy.size() != rightBy.size()) {
            throw invalid("an as-of join by " + leftBy.size() + " left and " + rightBy.size() + " right columns");
        }
        Sides sides =
                Sides.of(
                        left,
                        right,
                        before(leftOn, leftBy),
                        before(rightOn, rightBy),
                        (pair, l, r, written, other) ->
                                pair == 0 ? onType(l, r, written, other) : JoinBinder.keyType(l, r, written, other));
        String on = sides.leftKeys().getFirst();
        DataType type = sides.left().schema().field(on).type();
        check(type, leftOn, join);
        Schema joined = joined(sides.left(), sides.right());
        BoundPlan plan =
                new BoundPlan.AsofJoin(
                        sides.left(),
                        sides.right(),
                        on,
                        sides.rightKeys().getFirst(),
                        rest(sides.leftKeys()),
                        rest(sides.rightKeys()),
                        join.strategy(),
                        join.tolerance() == null ? null : AsofTolerance.of(join.tolerance(), type),
                        join.allowExactMatches(),
                        join.checkSortedness(),
                        joined);
        var dropped = new HashSet<String>();
        rightBy.forEach(key -> dropped.add(((Expr.Column) key).name()));
        if (join.coalesce() && leftOn instanceof Expr.Column(String name) && leftOn.equals(rightOn)) {
            dropped.add(name);
        }
        return Scope.project(plan, outputs(left.schema(), right.schema(), sides, dropped, join.suffix(), joined));
    }

    private static Expr single(Schema schema, Expr on) {
        List<Expr> expanded = new Expansion(schema, Set.of()).expandAll(List.of(on));
        if (expanded.size() != 1) {
            throw invalid("an as-of join is on one key of each side, not on " + expanded.size())
                    .expression(ExprText.of(on));
        }
        return expanded.getFirst();
    }

    private static List<Expr> by(Schema schema, List<Expr> by) {
        return Binder.columns(schema, by).stream().<Expr>map(Expr.Column::new).toList();
    }

    private static List<Expr> before(Expr first, List<Expr> others) {
        var all = new ArrayList<Expr>();
        all.add(first);
        all.addAll(others);
        return all;
    }

    private static List<String> rest(List<String> keys) {
        return List.copyOf(keys.subList(1, keys.size()));
    }

    /// The type in which ordered keys compare.
    ///
    /// @throws PenstockException with code SCHEMA_MISMATCH when one side would have to be rounded
    private static DataType onType(BoundExpr left, BoundExpr right, Expr leftOn, Expr rightOn) {
        DataType l = left.type().logical();
        DataType r = right.type().logical();
        boolean widened =
                (l instanceof DataType.Int && r instanceof DataType.Int)
                        || (l.isFloat() && r.isFloat())
                        || (l instanceof Decimal && r instanceof Decimal);
        boolean instants =
                l instanceof Timestamp(var unit, var zone)
                        && r instanceof Timestamp(var other, var otherZone)
                        && unit == other
                        && zone != null
                        && otherZone != null;
        if (l.equals(r) || instants || (l.sameValues(r) && !(l instanceof DataType.Date))) {
            return l;
        }
        if (widened) {
            return Supertype.require(l, r);
        }
        throw new PenstockException(
                        ErrorCode.SCHEMA_MISMATCH,
                        "an as-of join compares %s (%s) and %s (%s)"
                                .formatted(ExprText.of(leftOn), l, ExprText.of(rightOn), r))
                .hint("cast one of them to the type of the other");
    }

    private static void check(DataType type, Expr on, Plan.JoinAsof join) {
        boolean hasDistances =
                switch (type) {
                    case DataType.Int _,
                            DataType.FloatingPoint _,
                            DataType.Date _,
                            DataType.Time _,
                            Timestamp _,
                            DataType.Duration _ ->
                            true;
                    case Decimal(int bits, _, _) -> bits <= 128;
                    case DataType.Bool _, DataType.Utf8 _, DataType.Binary _ -> false;
                    default ->
                            throw invalid("an as-of join cannot be on %s, which is %s".formatted(ExprText.of(on), type))
                                    .hint("it needs numbers, dates, times, booleans, or strings");
                };
        if (!hasDistances && join.strategy() == AsofStrategy.NEAREST) {
            throw invalid(
                            "an as-of join by the nearest key needs keys with a distance, and %s is %s"
                                    .formatted(ExprText.of(on), type))
                    .hint("strategy=\"backward\" and \"forward\" need an order only");
        }
        if (!hasDistances && join.tolerance() != null) {
            throw invalid(
                    "an as-of join with a tolerance needs keys with a distance, and %s is %s"
                            .formatted(ExprText.of(on), type));
        }
    }

    private static Schema joined(BoundPlan left, BoundPlan right) {
        List<Field> partners = right.schema().fields().stream().map(Field::orNull).toList();
        return new Schema(JoinBinder.concat(left.schema().fields(), partners), left.schema().metadata());
    }

    private static List<Output> outputs(
            Schema left, Schema right, Sides sides, Set<String> dropped, String suffix, Schema joined) {
        List<String> rightNames = right.names().stream().filter(name -> !dropped.contains(name)).toList();
        NewNames shown = JoinBinder.suffixed(left.names(), rightNames, suffix);
        var outputs = Scope.passed(left);
        for (String name : rightNames) {
            outputs.add(JoinBinder.output(joined.field(sides.rightNames().of(name)), shown.of(name)));
        }
        return outputs;
    }

    private static PenstockException invalid(String message) {
        return new PenstockException(ErrorCode.INVALID_OPERATION, message);
    }
}
