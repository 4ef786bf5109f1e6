package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.LogicFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.FixedSizeListOf;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.ListOf;
import java.util.List;

/// Comparison, truth and missing values as SQL.
final class LogicSql {
    private LogicSql() {}

    static String of(BoundExpr.Call call, LogicFunction function, List<String> arguments) {
        DataType type = call.arguments().getFirst().type();
        return switch (function) {
            case EQ -> SqlForm.of("({0} = {1})", arguments);
            case NE -> SqlForm.of("({0} <> {1})", arguments);
            case LT -> SqlForm.of("({0} < {1})", arguments);
            case LE -> SqlForm.of("({0} <= {1})", arguments);
            case GT -> SqlForm.of("({0} > {1})", arguments);
            case GE -> SqlForm.of("({0} >= {1})", arguments);
            case EQ_MISSING -> SqlForm.of("({0} IS NOT DISTINCT FROM {1})", arguments);
            case NE_MISSING -> SqlForm.of("({0} IS DISTINCT FROM {1})", arguments);
            case AND -> SqlForm.of(type instanceof Int ? "({0} & {1})" : "({0} AND {1})", arguments);
            case OR -> SqlForm.of(type instanceof Int ? "({0} | {1})" : "({0} OR {1})", arguments);
            case XOR -> SqlForm.of(type instanceof Int ? "xor({0}, {1})" : "({0} <> {1})", arguments);
            case NOT -> SqlForm.of(type instanceof Int ? "(~{0})" : "(NOT {0})", arguments);
            case IS_NULL -> SqlForm.of("({0} IS NULL)", arguments);
            case IS_NOT_NULL -> SqlForm.of("({0} IS NOT NULL)", arguments);
            case IS_NAN -> floating(type, "isnan({0})", "FALSE", arguments);
            case IS_NOT_NAN -> floating(type, "(NOT isnan({0}))", "TRUE", arguments);
            case IS_FINITE -> floating(type, "isfinite({0})", "TRUE", arguments);
            case IS_INFINITE -> floating(type, "isinf({0})", "FALSE", arguments);
            case IS_IN -> isIn(call, arguments);
            case IS_BETWEEN -> throw new AssertionError("bound as two comparisons");
            case IS_CLOSE -> isClose(call, arguments);
            case COALESCE -> SqlForm.call("coalesce", arguments);
            case FILL_NAN -> SqlForm.of("CASE WHEN isnan({0}) THEN {1} ELSE {0} END", arguments);
            case ALL_HORIZONTAL -> SqlForm.joined("AND", arguments);
            case ANY_HORIZONTAL -> SqlForm.joined("OR", arguments);
            case REPLACE, REPLACE_STRICT -> replace(call, function, arguments);
        };
    }

    private static String floating(DataType type, String form, String otherwise, List<String> arguments) {
        return type.isFloat()
                ? SqlForm.of(form, arguments)
                : SqlForm.of("CASE WHEN {0} IS NOT NULL THEN " + otherwise + " END", arguments);
    }

    /// A null that is looked for is found only if nulls are equal; a null among the values never matters otherwise.
    private static String isIn(BoundExpr.Call call, List<String> arguments) {
        boolean nullsEqual = call.options().flag("nulls_equal", false);
        String x = arguments.getFirst();
        List<BoundExpr> bound = call.arguments();
        boolean column = bound.size() == 2 && isList(bound.get(1).type()) && !isList(bound.getFirst().type());
        String list =
                column
                        ? arguments.get(1)
                        : SqlForm.of(
                                "CAST({0} AS {1}[])",
                                SqlForm.call("list_value", arguments.subList(1, arguments.size())),
                                SqlTypes.of(bound.getFirst().type()));
        if (bound.get(column ? 1 : 0).type() instanceof FixedSizeListOf && column) {
            list = SqlForm.of("CAST({0} AS {1}[])", list, SqlTypes.of(bound.getFirst().type()));
        }
        if (nullsEqual) {
            return SqlForm.of("CASE WHEN {1} IS NULL THEN NULL ELSE list_position({1}, {0}) IS NOT NULL END", x, list);
        }
        List<BoundExpr> values = bound.subList(1, bound.size());
        return column || values.size() <= MemberSql.FEW || !MemberSql.areSearched(values)
                ? MemberSql.of(x, list)
                : MemberSql.among(x, bound.getFirst().type(), values, arguments.subList(1, arguments.size()));
    }

    private static boolean isList(DataType type) {
        return type instanceof ListOf || type instanceof FixedSizeListOf;
    }

    private static String isClose(BoundExpr.Call call, List<String> arguments) {
        String nans = call.options().flag("nans_equal", false) ? "TRUE" : "FALSE";
        String tolerance =
                SqlForm.of(
                        "greatest({2} * greatest(abs({0}), abs({1})), {3})",
                        arguments.get(0),
                        arguments.get(1),
                        number(call.options().number("rel_tol", 1e-9)),
                        number(call.options().number("abs_tol", 0)));
        return SqlForm.of(
                "CASE WHEN {0} IS NULL OR {1} IS NULL THEN NULL"
                        + " WHEN isnan({0}) OR isnan({1}) THEN {3} AND isnan({0}) AND isnan({1})"
                        + " WHEN isinf({0}) OR isinf({1}) THEN {0} = {1}"
                        + " ELSE abs({0} - {1}) <= {2} END",
                arguments.get(0), arguments.get(1), tolerance, nans);
    }

    private static String number(double value) {
        return "CAST('" + value + "' AS DOUBLE)";
    }

    /// The lists are constants; a null among the old values stands for null.
    private static String replace(BoundExpr.Call call, LogicFunction function, List<String> arguments) {
        String at = SqlForm.of("list_position({0}, {1})", arguments.get(1), arguments.get(0));
        // One new value may stand for all old ones.
        String value = SqlForm.of("{0}[CASE WHEN len({0}) = 1 THEN 1 ELSE {1} END]", arguments.get(2), at);
        String otherwise =
                arguments.size() == 4
                        ? arguments.get(3)
                        : function == LogicFunction.REPLACE
                                ? SqlForm.of("CAST({0} AS {1})", arguments.getFirst(), SqlTypes.of(call.type()))
                                : SqlForm.of(
                                        "CASE WHEN {0} IS NOT NULL THEN {1} END",
                                        arguments.getFirst(),
                                        SqlErrors.raise(
                                                call.type(),
                                                "replace_strict has no new value for ",
                                                arguments.getFirst()));
        return SqlForm.of("CASE WHEN {0} IS NOT NULL THEN {1} ELSE {2} END", at, value, otherwise);
    }
}
