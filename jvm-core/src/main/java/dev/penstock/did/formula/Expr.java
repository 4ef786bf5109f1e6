package dev.penstock.did.formula;

import java.util.Set;

/// A number for each row, made of columns. It prints as R would write it.
public sealed interface Expr {
    /// A column of the data.
    record Name(String column) implements Expr {
        @Override
        public String toString() {
            return column;
        }
    }

    /// A number as it is written.
    record Literal(double value, String text) implements Expr {
        @Override
        public String toString() {
            return text;
        }
    }

    record Minus(Expr operand) implements Expr {
        @Override
        public String toString() {
            return "-" + operand;
        }
    }

    /// Two operands around `+`, `-`, `*`, `/` or `^`.
    record Binary(char operator, Expr left, Expr right) implements Expr {
        @Override
        public String toString() {
            return switch (operator) {
                case '^' -> left + "^" + right;
                default -> left + " " + operator + " " + right;
            };
        }
    }

    /// An expression in parentheses.
    record Group(Expr inner) implements Expr {
        @Override
        public String toString() {
            return "(" + inner + ")";
        }
    }

    /// `I`, `log`, `sqrt`, `exp` or `abs` of an expression.
    record Call(String function, Expr argument) implements Expr {
        @Override
        public String toString() {
            return function + "(" + argument + ")";
        }
    }

    /// Adds the columns that this reads.
    default void addColumns(Set<String> columns) {
        switch (this) {
            case Name(String column) -> columns.add(column);
            case Literal _ -> {}
            case Minus(Expr operand) -> operand.addColumns(columns);
            case Binary(_, Expr left, Expr right) -> {
                left.addColumns(columns);
                right.addColumns(columns);
            }
            case Group(Expr inner) -> inner.addColumns(columns);
            case Call(_, Expr argument) -> argument.addColumns(columns);
        }
    }
}
