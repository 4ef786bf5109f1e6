package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.UserFunctions;
import dev.penstock.function.ScalarCall;
import dev.penstock.plan.BinaryFunction;
import dev.penstock.plan.DerivedFunction;
import dev.penstock.plan.Function;
import dev.penstock.plan.ListFunction;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.MapFunction;
import dev.penstock.plan.MathFunction;
import dev.penstock.plan.StringFunction;
import dev.penstock.plan.StructFunction;
import dev.penstock.plan.TemporalFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.FixedSizeListOf;
import java.util.List;
import java.util.Set;

/// Elementwise expressions as SQL, with our semantics.
final class ExpressionSql {
    /// They look at no value.
    private static final Set<Function> PASSING =
            Set.of(LogicFunction.IS_NULL, LogicFunction.IS_NOT_NULL, LogicFunction.COALESCE);

    private ExpressionSql() {}

    /// The expression over a relation whose columns are called as `names` says. Its type in SQL is
    /// [SqlTypes#of(DataType)] of the expression's type.
    static String of(BoundExpr expression, SqlNames names, PlanSql.Leaves leaves) {
        return switch (expression) {
            case BoundExpr.Ref(String name, _) -> names.of(name);
            case BoundExpr.Constant(DataType type, Object value, _) -> LiteralSql.of(type, value);
            case BoundExpr.Cast cast -> {
                requireNatural(cast.input(), "in a cast");
                requireNatural(cast, "in a cast");
                yield CastSql.of(cast, of(cast.input(), names, leaves));
            }
            case BoundExpr.Call call -> {
                if (!PASSING.contains(call.function())) {
                    call.arguments().forEach(argument -> requireNatural(argument, "by " + call.function().symbol()));
                    requireNatural(call, "by " + call.function().symbol());
                }
                yield call(call, call.arguments().stream().map(a -> of(a, names, leaves)).toList(), leaves);
            }
            case BoundExpr.Case choice -> choice(choice, names, leaves);
            case BoundExpr.Struct struct -> {
                struct.fields().forEach(field -> requireNatural(field, "in a struct"));
                requireNatural(struct, "by struct");
                yield LiteralSql.struct(
                        ((DataType.StructOf) struct.type()).fields(),
                        struct.fields().stream().map(field -> of(field, names, leaves)).toList());
            }
            case BoundExpr.Transform transform -> {
                requireNatural(transform.list(), "by list.eval");
                requireNatural(transform, "by list.eval");
                yield transform(transform, names, leaves);
            }
        };
    }

    /// What stands behind a row number cannot be computed with: the number could.
    private static void requireNatural(BoundExpr expression, String use) {
        String name = expression instanceof BoundExpr.Ref(String column, _) ? column : "";
        SqlTypes.requireNatural(name, expression.type(), use);
    }

    private static String call(BoundExpr.Call call, List<String> arguments, PlanSql.Leaves leaves) {
        return switch (call.function()) {
            case MathFunction function -> MathSql.of(call, function, arguments);
            case LogicFunction function -> LogicSql.of(call, function, arguments);
            case StringFunction function -> StringSql.of(call, function, arguments);
            case TemporalFunction function -> TemporalSql.of(call, function, arguments);
            case ListFunction function -> ListSql.of(call, function, arguments);
            case StructFunction function -> StructSql.of(call, function, arguments);
            case MapFunction function -> MapSql.of(call, function, arguments);
            case BinaryFunction function -> BinarySql.of(call, function, arguments);
            case UserFunctions.Scalar(ScalarCall function) -> leaves.call(function, arguments);
            case DerivedFunction function -> throw new AssertionError("the binder has made others of " + function);
            case Function.OfUser function -> throw new AssertionError(function);
        };
    }

    private static String choice(BoundExpr.Case choice, SqlNames names, PlanSql.Leaves leaves) {
        var sql = new StringBuilder("CASE");
        for (BoundExpr.Branch branch : choice.branches()) {
            sql.append(" WHEN ").append(of(branch.condition(), names, leaves));
            sql.append(" THEN ").append(of(branch.value(), names, leaves));
        }
        return sql.append(" ELSE ").append(of(choice.otherwise(), names, leaves)).append(" END").toString();
    }

    private static String transform(BoundExpr.Transform transform, SqlNames names, PlanSql.Leaves leaves) {
        SqlNames inside = names.with(transform.element());
        String lists =
                SqlForm.of(
                        "list_transform({0}, lambda {1}: {2})",
                        of(transform.list(), names, leaves),
                        inside.of(transform.element()),
                        of(transform.body(), inside, leaves));
        return transform.type() instanceof FixedSizeListOf
                ? SqlForm.of("CAST({0} AS {1})", lists, SqlTypes.of(transform.type()))
                : lists;
    }
}
