package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.BinaryFunction;
import java.util.List;

/// Functions of byte strings as SQL.
final class BinarySql {
    private static final List<String> UNITS = List.of("b", "kb", "mb", "gb", "tb");

    private BinarySql() {}

    static String of(BoundExpr.Call call, BinaryFunction function, List<String> arguments) {
        return switch (function) {
            case SIZE -> {
                int unit = UNITS.indexOf(call.options().text("unit", "b"));
                String bytes = SqlForm.of("octet_length({0})", arguments);
                yield unit <= 0
                        ? SqlForm.of("CAST({0} AS UINTEGER)", bytes)
                        : SqlForm.of("({0} / {1})", bytes, String.valueOf(1L << (10 * unit)));
            }
        };
    }
}
