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
        return of(expression, ROWS);
    }

    /// @param field that of the struct whose fields [Expr.StructFields] are
    private static Shape of(Expr expression, Shape field) {
        return switch (expression) {
            case Expr.Literal _, Expr.RowCount _ -> SCALAR;
            case Expr.Column _, Expr.Columns _, Expr.Element _ -> ROWS;
            case Expr.StructFields _ -> field;
            case Expr.SortedBy _, Expr.Filtered _ -> FREE;
            case Expr.Over over -> over.mapping() == Expr.Mapping.EXPLODE ? FREE : ROWS;
            case Expr.Call(Function.Aggregating _, _, _) -> SCALAR;
            case Expr.Call(Function.Ordered _, var arguments, _) ->
                    arguments.stream().anyMatch(a -> of(a, field) == FREE) ? FREE : ROWS;
            case Expr.Call(Function.Reshaping _, _, _) -> FREE;
            case Expr.ListEval(Expr list, _) -> of(list, field);
            case Expr.ListAgg(Expr list, _) -> of(list, field);
            case Expr.WithFields(Expr input, var fields, _) -> {
                Shape struct = of(input, field);
                boolean rows = fields.stream().anyMatch(one -> of(one, struct) != SCALAR);
                yield wider(struct, rows ? ROWS : SCALAR);
            }
            case Expr.Unnest _ -> throw new AssertionError("fields are written out before expressions are bound");
            case Expr.Apply _ ->
                    throw new AssertionError("names of functions are resolved before expressions are bound");
            case Expr.Call(Function.Elementwise _, _, _),
                    Expr.Alias _,
                    Expr.Renamed _,
                    Expr.Cast _,
                    Expr.When _,
                    Expr.StructOf _ ->
                    expression.children().stream().map(child -> of(child, field)).reduce(SCALAR, Shape::wider);
        };
    }

    private static Shape wider(Shape one, Shape other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
