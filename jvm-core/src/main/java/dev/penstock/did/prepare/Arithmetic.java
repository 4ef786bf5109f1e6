package dev.penstock.did.prepare;

import dev.penstock.did.formula.Expr;
import java.util.Arrays;
import java.util.function.Function;

/// Works out expressions of covariates for a piece of rows at a time.
final class Arithmetic {
    private Arithmetic() {}

    /// The value of `expression` for each row, in an array that may be one of the columns' own.
    ///
    /// @param columns the numbers of a column; NaN where there is none
    static double[] of(Expr expression, Function<String, double[]> columns, int rows) {
        return switch (expression) {
            case Expr.Name(String column) -> columns.apply(column);
            case Expr.Literal(double value, _) -> {
                double[] same = new double[rows];
                Arrays.fill(same, value);
                yield same;
            }
            case Expr.Group(Expr inner) -> of(inner, columns, rows);
            case Expr.Minus(Expr operand) -> {
                double[] in = of(operand, columns, rows);
                double[] out = new double[rows];
                for (int row = 0; row < rows; row++) {
                    out[row] = -in[row];
                }
                yield out;
            }
            case Expr.Call(String function, Expr argument) -> call(function, of(argument, columns, rows), rows);
            case Expr.Binary(char operator, Expr left, Expr right) ->
                    binary(operator, of(left, columns, rows), of(right, columns, rows), rows);
        };
    }

    private static double[] call(String function, double[] in, int rows) {
        if (function.equals("I")) {
            return in;
        }
        double[] out = new double[rows];
        for (int row = 0; row < rows; row++) {
            double x = in[row];
            out[row] =
                    switch (function) {
                        case "log" -> StrictMath.log(x);
                        case "exp" -> StrictMath.exp(x);
                        case "sqrt" -> Math.sqrt(x);
                        case "abs" -> Math.abs(x);
                        default -> throw new AssertionError(function);
                    };
        }
        return out;
    }

    private static double[] binary(char operator, double[] a, double[] b, int rows) {
        double[] out = new double[rows];
        for (int row = 0; row < rows; row++) {
            double x = a[row];
            double y = b[row];
            out[row] =
                    switch (operator) {
                        case '+' -> x + y;
                        case '-' -> x - y;
                        case '*' -> x * y;
                        case '/' -> x / y;
                        // As R does: a square is a product.
                        case '^' -> y == 2 ? x * x : StrictMath.pow(x, y);
                        default -> throw new AssertionError(operator);
                    };
        }
        return out;
    }
}
