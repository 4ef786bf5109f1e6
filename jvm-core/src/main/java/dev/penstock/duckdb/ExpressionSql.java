package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.LogicFunction;
import dev.penstock.type.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Elementwise expressions as SQL, with our semantics.
final class ExpressionSql {
    private ExpressionSql() {}

    /// The expression over a relation whose columns are called as `names` says. Its type in SQL is
    /// [SqlTypes#of(DataType)] of the expression's type.
    static String of(BoundExpr expression, SqlNames names) {
        return switch (expression) {
            case BoundExpr.Ref(String name, _) -> names.of(name);
            case BoundExpr.Constant(DataType type, Object value, _) -> constant(type, value);
            case BoundExpr.Call(LogicFunction function, List<BoundExpr> arguments, _, _) ->
                    switch (function) {
                        case EQ -> infix(arguments, "=", names);
                        case NE -> infix(arguments, "<>", names);
                        case LT -> infix(arguments, "<", names);
                        case LE -> infix(arguments, "<=", names);
                        case GT -> infix(arguments, ">", names);
                        case GE -> infix(arguments, ">=", names);
                        case AND -> infix(arguments, "AND", names);
                        case OR -> infix(arguments, "OR", names);
                        default -> throw missing(expression);
                    };
            default -> throw missing(expression);
        };
    }

    private static String infix(List<BoundExpr> arguments, String operator, SqlNames names) {
        return "(" + of(arguments.get(0), names) + " " + operator + " " + of(arguments.get(1), names) + ")";
    }

    private static String constant(DataType type, @Nullable Object value) {
        return switch (value) {
            case null -> "NULL::" + SqlTypes.of(type);
            case Boolean truth -> truth ? "true" : "false";
            case Long number -> "'" + number + "'::" + SqlTypes.of(type);
            case BigInteger number -> "'" + number + "'::" + SqlTypes.of(type);
            case BigDecimal number -> "'" + number.toPlainString() + "'::" + SqlTypes.of(type);
            case Double number -> "'" + number + "'::" + SqlTypes.of(type);
            case String text -> Sql.text(text);
            default -> throw new PenstockException(ErrorCode.UNSUPPORTED_OPERATION, "no constants of " + type + " yet");
        };
    }

    private static PenstockException missing(BoundExpr expression) {
        return new PenstockException(ErrorCode.UNSUPPORTED_OPERATION, "not yet: " + expression);
    }
}
