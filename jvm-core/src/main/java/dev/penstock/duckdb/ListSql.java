package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.error.ErrorCode;
import dev.penstock.plan.ListFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.FixedSizeListOf;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.DataType.StructOf;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// Functions of lists as SQL.
final class ListSql {
    private ListSql() {}

    static String of(BoundExpr.Call call, ListFunction function, List<String> given) {
        if (function == ListFunction.CONCAT_LIST) {
            return concat(call, given);
        }
        DataType type = call.arguments().getFirst().type();
        DataType element = element(type);
        var arguments = new ArrayList<>(given);
        if (type instanceof FixedSizeListOf) {
            arguments.set(0, SqlForm.of("CAST({0} AS {1}[])", given.getFirst(), SqlTypes.of(element)));
        }
        String sql = of(call, function, element, arguments);
        return call.type() instanceof FixedSizeListOf && function != ListFunction.TO_ARRAY
                ? SqlForm.of("CAST({0} AS {1})", sql, SqlTypes.of(call.type()))
                : sql;
    }

    /// @param arguments of which the first is a list of any length
    private static String of(BoundExpr.Call call, ListFunction function, DataType element, List<String> arguments) {
        String x = arguments.getFirst();
        return switch (function) {
            case LEN -> SqlForm.of("CAST(len({0}) AS UINTEGER)", arguments);
            case GET -> get(call, arguments);
            case SUM -> present(x, sum(call.type(), element, x));
            case MIN -> SqlForm.of("list_min({0})", x);
            case MAX -> max(element, x);
            case MEAN -> middle(call.type(), element, "list_avg({0})", x);
            case MEDIAN -> middle(call.type(), element, "list_median({0})", x);
            case STD -> as(call.type(), SqlForm.of("sqrt({0})", variance(call, element, x)));
            case VAR -> as(call.type(), variance(call, element, x));
            case ANY -> truth(call, "list_bool_or({0})", "TRUE", "FALSE", x);
            case ALL -> truth(call, "list_bool_and({0})", "FALSE", "TRUE", x);
            case CONTAINS ->
                    call.options().flag("nulls_equal", true)
                            ? present(x, SqlForm.of("(list_position({0}, {1}) IS NOT NULL)", arguments))
                            : MemberSql.of(arguments.get(1), arguments.getFirst());
            case COUNT_MATCHES ->
                    SqlForm.of(
                            "CAST(len(list_filter({0}, lambda \"#v\": \"#v\" IS NOT DISTINCT FROM {1})) AS UINTEGER)",
                            arguments);
            case JOIN -> join(call, arguments);
            case SLICE -> slice(arguments);
            case SORT ->
                    SqlForm.of(
                            "list_sort({0}, '{1}', '{2}')",
                            x,
                            call.options().flag("descending", false) ? "DESC" : "ASC",
                            call.options().flag("nulls_last", false) ? "NULLS LAST" : "NULLS FIRST");
            case REVERSE -> SqlForm.of("list_reverse({0})", x);
            case UNIQUE -> unique(x);
            case N_UNIQUE -> SqlForm.of("CAST(len({0}) AS UINTEGER)", unique(x));
            case DROP_NULLS -> SqlForm.of("list_filter({0}, lambda \"#v\": \"#v\" IS NOT NULL)", x);
            case ARG_MIN -> position(x, SqlForm.of("list_min({0})", x));
            case ARG_MAX -> position(x, max(element, x));
            case CONCAT -> SqlForm.joined("||", arguments);
            // Beyond the end there is nothing; in front of the start SQL would count from the end.
            case SHIFT ->
                    present(
                            arguments.get(1),
                            SqlForm.of(
                                    "list_transform({0}, lambda \"#v\", \"#i\": CASE WHEN \"#i\" > {1} THEN {0}[\"#i\""
                                            + " - {1}] END)",
                                    arguments));
            case GATHER -> gather(call, element, arguments);
            case GATHER_EVERY -> gatherEvery(call, arguments);
            case FILTER ->
                    SqlForm.of(
                            "list_where({0}, list_transform({1}, lambda \"#v\": coalesce(\"#v\", FALSE)))",
                            x, arguments.get(1));
            case SAMPLE -> ListSampleSql.of(call, x, arguments.get(1));
            case SET_INTERSECTION ->
                    present(
                            arguments.get(1),
                            SqlForm.of("list_filter({0}, lambda \"#v\": {1})", unique(x), in(arguments.get(1))));
            case SET_UNION -> unique(SqlForm.of("({0} || {1})", arguments));
            case SET_DIFFERENCE ->
                    present(
                            arguments.get(1),
                            SqlForm.of("list_filter({0}, lambda \"#v\": NOT {1})", unique(x), in(arguments.get(1))));
            case SET_SYMMETRIC_DIFFERENCE ->
                    SqlForm.of(
                            "(list_filter({0}, lambda \"#v\": NOT {1}) || list_filter({2}, lambda \"#v\": NOT {3}))",
                            unique(x), in(arguments.get(1)), unique(arguments.get(1)), in(x));
            case TO_STRUCT -> present(x, struct((StructOf) call.type(), x));
            case TO_ARRAY -> array(call, x);
            case ITEM -> item(call, x);
            case DOT -> dot(call, element, arguments);
            case CONCAT_LIST -> throw new AssertionError("its arguments need not be lists");
            case TO_LIST -> throw new AssertionError("the binder has made a cast of it");
        };
    }

    private static String concat(BoundExpr.Call call, List<String> given) {
        boolean whole = call.options().flag("whole", false);
        var lists = new ArrayList<String>();
        for (int i = 0; i < given.size(); i++) {
            boolean isList = !whole && call.arguments().get(i).type().equals(call.type());
            lists.add(isList ? given.get(i) : "[" + given.get(i) + "]");
        }
        return lists.size() == 1 ? lists.getFirst() : SqlForm.joined("||", lists);
    }

    private static DataType element(DataType type) {
        return switch (type) {
            case ListOf(Field element, _) -> element.type().logical();
            case FixedSizeListOf(Field element, _) -> element.type().logical();
            default -> throw new AssertionError(type);
        };
    }

    private static String present(String x, String value) {
        return SqlForm.of("CASE WHEN {0} IS NOT NULL THEN {1} END", x, value);
    }

    /// SQL counts from 1, and from the end with -1 as we do.
    private static String get(BoundExpr.Call call, List<String> arguments) {
        String list = arguments.get(0);
        String index = arguments.get(1);
        String element = SqlForm.of("{0}[CASE WHEN {1} >= 0 THEN {1} + 1 ELSE {1} END]", list, index);
        if (call.options().flag("null_on_oob", false)) {
            return element;
        }
        return SqlForm.of(
                "CASE WHEN {1} >= len({0}) OR {1} < -len({0}) THEN {2} ELSE {3} END",
                list, index, SqlErrors.raise(call.type(), "list.get is out of bounds: index ", index), element);
    }

    private static String sum(DataType type, DataType element, String x) {
        return switch (element) {
            case Bool _ -> SqlForm.of("CAST(len(list_filter({0}, lambda \"#v\": \"#v\")) AS UINTEGER)", x);
            case Int _, Duration _ ->
                    IntegerSql.wrapped(
                            type instanceof Int result ? result : new Int(64, true),
                            SqlForm.of("coalesce(list_sum({0}), 0)", x));
            default -> as(type, SqlForm.of("coalesce(list_sum({0}), 0)", x));
        };
    }

    /// A number, of which more than a float32 holds is infinite.
    private static String as(DataType type, String number) {
        return type.equals(Types.FLOAT32)
                ? CastSql.narrowed(number)
                : SqlForm.of("CAST({0} AS {1})", number, SqlTypes.of(type));
    }

    /// NaN is the greatest, so it must stand back.
    private static String max(DataType element, String x) {
        return SqlForm.of(
                element.isFloat()
                        ? "coalesce(list_max(list_filter({0}, lambda \"#v\": NOT isnan(\"#v\"))), list_max({0}))"
                        : "list_max({0})",
                x);
    }

    private static String middle(DataType type, DataType element, String form, String x) {
        if (element.isTemporal()) {
            String units =
                    SqlForm.of(
                            "list_transform({0}, lambda \"#v\": {1})",
                            x, TemporalSql.units(element, asTimestamp(element)));
            return TemporalSql.point(type, SqlForm.of("CAST(trunc({0}) AS BIGINT)", SqlForm.of(form, units)));
        }
        String number = element instanceof Bool ? "CAST(CAST(\"#v\" AS TINYINT) AS DOUBLE)" : "CAST(\"#v\" AS DOUBLE)";
        String numbers = SqlForm.of("list_transform({0}, lambda \"#v\": {1})", x, number);
        return as(type, SqlForm.of(form, numbers));
    }

    /// Mean first, then the squares of the distances from it: exact enough far from 0.
    private static String variance(BoundExpr.Call call, DataType element, String x) {
        String number = element instanceof Bool ? "CAST(CAST(\"#v\" AS TINYINT) AS DOUBLE)" : "CAST(\"#v\" AS DOUBLE)";
        String numbers =
                SqlForm.of(
                        "list_transform(list_filter({0}, lambda \"#v\": \"#v\" IS NOT NULL), lambda \"#v\": {1})",
                        x, number);
        // A list of one is what SQL has to name a value with.
        return SqlForm.of(
                "list_transform([{0}], lambda \"#n\": list_transform([list_avg(\"#n\")], lambda \"#m\": CASE WHEN"
                        + " len(\"#n\") > {1} THEN list_sum(list_transform(\"#n\", lambda \"#v\": (\"#v\" - \"#m\") *"
                        + " (\"#v\" - \"#m\"))) / (len(\"#n\") - {1}) END)[1])[1]",
                numbers, String.valueOf(call.options().integer("ddof", 1)));
    }

    private static String dot(BoundExpr.Call call, DataType element, List<String> arguments) {
        String product =
                element instanceof Int number
                        ? IntegerSql.wrapped(
                                number, SqlForm.of("(CAST(\"#v\" AS HUGEINT) * ({0})[\"#i\"])", arguments.get(1)))
                        : SqlForm.of("(CAST(\"#v\" AS DOUBLE) * ({0})[\"#i\"])", arguments.get(1));
        String products = SqlForm.of("list_transform({0}, lambda \"#v\", \"#i\": {1})", arguments.getFirst(), product);
        return present(arguments.getFirst(), present(arguments.get(1), sum(call.type(), element, products)));
    }

    private static String gatherEvery(BoundExpr.Call call, List<String> arguments) {
        String type = SqlTypes.of(call.type());
        return SqlForm.of(
                "CASE WHEN {0} IS NULL OR {1} IS NULL OR {2} IS NULL THEN NULL WHEN {1} <= 0 THEN {3} WHEN {2} < 0 THEN"
                    + " {4} ELSE list_filter({0}, lambda \"#v\", \"#i\": \"#i\" > {2} AND (\"#i\" - 1 - {2}) % {1} = 0)"
                    + " END",
                arguments.get(0),
                arguments.get(1),
                arguments.get(2),
                Errors.raise(ErrorCode.COMPUTE, "list.gather_every needs a positive n, not ", arguments.get(1), type),
                Errors.raise(
                        ErrorCode.COMPUTE,
                        "list.gather_every needs an offset of 0 or more, not ",
                        arguments.get(2),
                        type));
    }

    private static String array(BoundExpr.Call call, String x) {
        String type = SqlTypes.of(call.type());
        String width = String.valueOf(((FixedSizeListOf) call.type()).size());
        return SqlForm.of(
                "CASE WHEN len({0}) = {1} THEN CAST({0} AS {2}) WHEN {0} IS NOT NULL THEN {3} END",
                x,
                width,
                type,
                Errors.raise(
                        ErrorCode.COMPUTE,
                        "list.to_array(" + width + ") found a list of another length: ",
                        SqlForm.of("len({0})", x),
                        type));
    }

    private static String asTimestamp(DataType element) {
        return element instanceof DataType.Date ? "CAST(\"#v\" AS TIMESTAMP)" : "\"#v\"";
    }

    private static String truth(BoundExpr.Call call, String form, String decisive, String otherwise, String x) {
        String known = SqlForm.of("coalesce({0}, {1})", SqlForm.of(form, x), otherwise);
        if (call.options().flag("ignore_nulls", true)) {
            return present(x, known);
        }
        return SqlForm.of(
                "CASE WHEN {0} IS NULL THEN NULL WHEN {1} = {2} THEN {2} WHEN list_position({0}, NULL) IS NULL THEN {3}"
                        + " END",
                x, known, decisive, otherwise);
    }

    private static String join(BoundExpr.Call call, List<String> arguments) {
        String joined = "coalesce(array_to_string({0}, {1}), '')";
        return SqlForm.of(
                call.options().flag("ignore_nulls", true)
                        ? "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN " + joined + " END"
                        : "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL AND list_position({0}, NULL) IS NULL THEN "
                                + joined
                                + " END",
                arguments);
    }

    /// A negative start counts from the end; what lies in front of the list counts as cut off.
    private static String slice(List<String> arguments) {
        String start = SqlForm.of("(CASE WHEN {1} < 0 THEN {1} + len({0}) ELSE {1} END)", arguments);
        if (arguments.size() == 2) {
            return SqlForm.of(
                    "CASE WHEN {1} IS NOT NULL THEN {0}[greatest({1}, 0) + 1:] END", arguments.getFirst(), start);
        }
        return SqlForm.of(
                "CASE WHEN {1} IS NULL THEN NULL WHEN {2} IS NULL THEN {0}[greatest({1}, 0) + 1:]"
                        + " WHEN {1} + {2} <= greatest({1}, 0) THEN {0}[2:1]"
                        + " ELSE {0}[greatest({1}, 0) + 1:{1} + {2}] END",
                arguments.getFirst(), start, arguments.get(2));
    }

    private static String unique(String x) {
        return SqlForm.of("list_filter({0}, lambda \"#v\", \"#i\": list_position({0}, \"#v\") = \"#i\")", x);
    }

    private static String in(String list) {
        return SqlForm.of("(list_position({0}, \"#v\") IS NOT NULL)", list);
    }

    private static String position(String x, String value) {
        return SqlForm.of("CASE WHEN {1} IS NOT NULL THEN CAST(list_position({0}, {1}) - 1 AS UINTEGER) END", x, value);
    }

    private static String gather(BoundExpr.Call call, DataType element, List<String> arguments) {
        String value = SqlForm.of("{0}[CASE WHEN \"#i\" >= 0 THEN \"#i\" + 1 ELSE \"#i\" END]", arguments.getFirst());
        String checked =
                call.options().flag("null_on_oob", false)
                        ? value
                        : SqlForm.of(
                                "CASE WHEN \"#i\" >= len({0}) OR \"#i\" < -len({0}) THEN {1} ELSE {2} END",
                                arguments.getFirst(),
                                SqlErrors.raise(element, "list.gather is out of bounds: index ", "\"#i\""),
                                value);
        return present(
                arguments.getFirst(), SqlForm.of("list_transform({0}, lambda \"#i\": {1})", arguments.get(1), checked));
    }

    private static String struct(StructOf type, String x) {
        var values = new ArrayList<String>();
        for (int i = 0; i < type.fields().size(); i++) {
            values.add("(" + x + ")[" + (i + 1) + "]");
        }
        return LiteralSql.struct(type.fields(), values);
    }

    private static String item(BoundExpr.Call call, String x) {
        String none =
                call.options().flag("allow_empty", false)
                        ? LiteralSql.of(call.type(), null)
                        : SqlErrors.raise(call.type(), "list.item() expects one element, got ", "0");
        return SqlForm.of(
                "CASE len({0}) WHEN 1 THEN {0}[1] WHEN 0 THEN {1} ELSE {2} END",
                x, none, SqlErrors.raise(call.type(), "list.item() expects one element, got ", "len(" + x + ")"));
    }
}
