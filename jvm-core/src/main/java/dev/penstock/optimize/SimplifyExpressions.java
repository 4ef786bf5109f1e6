package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.Rewrite;
import dev.penstock.bind.UserFunctions;
import dev.penstock.plan.LogicFunction;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Logic, comparisons and sums of constants, double negations, conversions to the type at hand and branches that are
/// never taken, written shorter. Nothing that could fail is dropped, and what is computed here is exact.
final class SimplifyExpressions implements Rule {
    @Override
    public String name() {
        return "simplify_expression";
    }

    @Override
    public @Nullable BoundPlan apply(BoundPlan node) {
        return switch (node) {
            case BoundPlan.Filter(BoundPlan input, BoundExpr predicate) -> {
                BoundExpr simple = simplified(predicate);
                yield simple.equals(predicate) ? null : new BoundPlan.Filter(input, simple);
            }
            case BoundPlan.Project project -> {
                List<BoundPlan.Output> outputs =
                        project.outputs().stream()
                                .map(output -> new BoundPlan.Output(output.field(), simplified(output.expression())))
                                .toList();
                yield outputs.equals(project.outputs())
                        ? null
                        : new BoundPlan.Project(project.input(), outputs, project.schema());
            }
            default -> null;
        };
    }

    static BoundExpr simplified(BoundExpr expression) {
        return Rewrite.bottomUp(expression, SimplifyExpressions::step);
    }

    private static BoundExpr step(BoundExpr expression) {
        return switch (expression) {
            case BoundExpr.Cast cast when cast.input().type().equals(cast.type()) -> cast.input();
            case BoundExpr.Call call when call.type().equals(Types.BOOL) -> logic(Constants.folded(call));
            case BoundExpr.Call call -> Constants.folded(call);
            case BoundExpr.Case choice -> branches(choice);
            default -> expression;
        };
    }

    private static BoundExpr logic(BoundExpr expression) {
        if (!(expression instanceof BoundExpr.Call call)) {
            return expression;
        }
        if (call.function() == LogicFunction.AND && call.arguments().size() == 2) {
            return connective(call, true);
        }
        if (call.function() == LogicFunction.OR && call.arguments().size() == 2) {
            return connective(call, false);
        }
        if (call.function() == LogicFunction.NOT) {
            BoundExpr argument = call.arguments().getFirst();
            if (argument instanceof BoundExpr.Call inner && inner.function() == LogicFunction.NOT) {
                return inner.arguments().getFirst();
            }
            if (isBoolean(argument, true) || isBoolean(argument, false)) {
                return new BoundExpr.Constant(Types.BOOL, isBoolean(argument, false));
            }
            return argument instanceof BoundExpr.Call inner ? negated(call, inner) : call;
        }
        return call.function() == LogicFunction.EQ ? truth(call) : call;
    }

    /// The opposite comparison: of two values one is less or they are equal, NaN included, and null stays null.
    private static BoundExpr negated(BoundExpr.Call not, BoundExpr.Call comparison) {
        LogicFunction opposite =
                switch (comparison.function()) {
                    case LogicFunction.EQ -> LogicFunction.NE;
                    case LogicFunction.NE -> LogicFunction.EQ;
                    case LogicFunction.LT -> LogicFunction.GE;
                    case LogicFunction.LE -> LogicFunction.GT;
                    case LogicFunction.GT -> LogicFunction.LE;
                    case LogicFunction.GE -> LogicFunction.LT;
                    case LogicFunction.EQ_MISSING -> LogicFunction.NE_MISSING;
                    case LogicFunction.NE_MISSING -> LogicFunction.EQ_MISSING;
                    case LogicFunction.IS_NULL -> LogicFunction.IS_NOT_NULL;
                    case LogicFunction.IS_NOT_NULL -> LogicFunction.IS_NULL;
                    default -> null;
                };
        return opposite == null
                ? not
                : new BoundExpr.Call(opposite, comparison.arguments(), comparison.options(), comparison.type());
    }

    /// A boolean that is to equal true is the boolean itself.
    private static BoundExpr truth(BoundExpr.Call call) {
        BoundExpr left = call.arguments().get(0);
        BoundExpr right = call.arguments().get(1);
        if (isBoolean(right, true)) {
            return left;
        }
        return isBoolean(left, true) ? right : call;
    }

    /// @param neutral the value that changes nothing: true for `and`, false for `or`; the other one decides
    private static BoundExpr connective(BoundExpr.Call call, boolean neutral) {
        BoundExpr left = call.arguments().get(0);
        BoundExpr right = call.arguments().get(1);
        if (isBoolean(left, neutral)) {
            return right;
        }
        if (isBoolean(right, neutral) || (left.equals(right) && !UserFunctions.isImpure(left))) {
            return left;
        }
        boolean decided =
                (isBoolean(left, !neutral) && Predicates.isTotal(right))
                        || (isBoolean(right, !neutral) && Predicates.isTotal(left));
        return decided ? new BoundExpr.Constant(Types.BOOL, !neutral) : call;
    }

    private static boolean isBoolean(BoundExpr expression, boolean value) {
        return expression instanceof BoundExpr.Constant(_, Object constant, _)
                && Boolean.valueOf(value).equals(constant);
    }

    /// Branches that cannot be reached go away: those whose condition is false or null, and all behind a true one.
    private static BoundExpr branches(BoundExpr.Case choice) {
        var kept = new ArrayList<BoundExpr.Branch>();
        BoundExpr otherwise = choice.otherwise();
        for (BoundExpr.Branch branch : choice.branches()) {
            if (isBoolean(branch.condition(), true)) {
                otherwise = branch.value();
                break;
            }
            if (!(branch.condition() instanceof BoundExpr.Constant)) {
                kept.add(branch);
            }
        }
        return kept.isEmpty() ? otherwise : new BoundExpr.Case(kept, otherwise, choice.type());
    }
}
