package dev.penstock.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Bound expressions made of others.
public final class Rewrite {
    private Rewrite() {}

    /// The expression with `change` applied to each part, the innermost first.
    public static BoundExpr bottomUp(BoundExpr expression, UnaryOperator<BoundExpr> change) {
        BoundExpr rebuilt =
                switch (expression) {
                    case BoundExpr.Ref _, BoundExpr.Constant _ -> expression;
                    case BoundExpr.Cast e ->
                            new BoundExpr.Cast(bottomUp(e.input(), change), e.type(), e.strict(), e.wrap());
                    case BoundExpr.Call e ->
                            new BoundExpr.Call(e.function(), all(e.arguments(), change), e.options(), e.type());
                    case BoundExpr.Case e -> {
                        var branches = new ArrayList<BoundExpr.Branch>();
                        e.branches()
                                .forEach(branch ->
                                        branches.add(
                                                new BoundExpr.Branch(
                                                        bottomUp(branch.condition(), change),
                                                        bottomUp(branch.value(), change))));
                        yield new BoundExpr.Case(branches, bottomUp(e.otherwise(), change), e.type());
                    }
                    case BoundExpr.Struct e -> new BoundExpr.Struct(all(e.fields(), change), e.type());
                    case BoundExpr.Transform e ->
                            new BoundExpr.Transform(
                                    bottomUp(e.list(), change), e.element(), bottomUp(e.body(), change), e.type());
                };
        return change.apply(rebuilt);
    }

    private static List<BoundExpr> all(List<BoundExpr> expressions, UnaryOperator<BoundExpr> change) {
        return expressions.stream().map(e -> bottomUp(e, change)).toList();
    }
}
