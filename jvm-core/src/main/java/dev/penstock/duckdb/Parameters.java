package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The parameters of a user's SQL: `$name` and `$1`, or `?` for the next number. Each becomes an expression of the
/// value's type, into which DuckDB puts the value when it runs: no value is ever a part of the text.
final class Parameters {
    private Parameters() {}

    /// The text with an expression in place of each parameter.
    ///
    /// @param bind takes the text of a value, and says by which expression of type VARCHAR DuckDB finds it
    /// @throws PenstockException with code SQL_INTERFACE for a parameter without a value, and a value without one
    static String bound(String text, Map<String, BoundExpr.Constant> values, UnaryOperator<String> bind) {
        Set<String> asked = new LinkedHashSet<>();
        String replaced =
                BareSql.replaced(
                        text,
                        name -> {
                            asked.add(name);
                            BoundExpr.Constant value = values.get(name);
                            if (value == null) {
                                throw missing(name, values);
                            }
                            return LiteralSql.of(value.type(), value.value(), bind);
                        });
        List<String> left = new ArrayList<>(values.keySet());
        left.removeAll(asked);
        if (!left.isEmpty()) {
            throw new PenstockException(ErrorCode.SQL_INTERFACE, "the SQL text has no parameter " + names(left))
                    .hint(asked.isEmpty() ? "write $name, $1 or ? where the value belongs" : "it has " + names(asked));
        }
        return asked.isEmpty() ? text : replaced;
    }

    private static PenstockException missing(String name, Map<String, BoundExpr.Constant> values) {
        return new PenstockException(ErrorCode.SQL_INTERFACE, "there is no value for the parameter $" + name)
                .hint(values.isEmpty() ? "pass parameters=" : "there are values for " + names(values.keySet()));
    }

    private static String names(Iterable<String> names) {
        var list = new ArrayList<String>();
        names.forEach(list::add);
        return list.stream().map("$"::concat).collect(Collectors.joining(", "));
    }
}
