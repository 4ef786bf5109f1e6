package dev.penstock.bind;

import dev.penstock.plan.Expr;
import dev.penstock.plan.Function;

/// How many values an expression has, compared with the rows that it is computed from.
enum Shape {
    /// One value for all rows: constants and aggregates.
    SCALAR,
    /// One value for each row.
    ROWS,
    /// As many as it likes, or the rows in another order.
    FREE;

    static Shape of(Expr expression) {
        return switch (expression) {
            case Expr.Literal _, Expr.RowCount _ -> SCALAR;
            case Expr.Column _, Expr.Columns _, Expr.Element _ -> ROWS;
            case Expr.SortedBy _, Expr.Filtered _ -> FREE;
            case Expr.Over over -> over.mapping() == Expr.Mapping.EXPLODE ? FREE : ROWS;
            case Expr.Call(Function.Aggregating _, _, _) -> SCALAR;
            case Expr.Call(Function.Ordered _, var arguments, _) ->
                    arguments.stream().anyMatch(a -> of(a) == FREE) ? FREE : ROWS;
            case Expr.Call(Function.Reshaping _, _, _) -> FREE;
            case Expr.ListEval(Expr list, _) -> of(list);
            case Expr.Apply _ ->
                    throw new AssertionError("names of functions are resolved before expressions are bound");
            case Expr.Call(Function.Elementwise _, _, _),
                    Expr.Alias _,
                    Expr.Renamed _,
                    Expr.Cast _,
                    Expr.When _,
                    Expr.StructOf _ ->
                    widest(expression);
        };
    }

    private static Shape widest(Expr expression) {
        Shape widest = SCALAR;
        for (Expr child : expression.children()) {
            Shape shape = of(child);
            if (shape.compareTo(widest) > 0) {
                widest = shape;
            }
        }
        return widest;
    }
}
