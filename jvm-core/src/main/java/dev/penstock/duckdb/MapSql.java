package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.error.ErrorCode;
import dev.penstock.plan.MapFunction;
import java.util.List;

/// Functions of maps as SQL.
final class MapSql {
    private MapSql() {}

    static String of(BoundExpr.Call call, MapFunction function, List<String> arguments) {
        String x = arguments.getFirst();
        return switch (function) {
            case KEYS -> SqlForm.of("map_keys({0})", x);
            case VALUES -> SqlForm.of("map_values({0})", x);
            case ENTRIES -> SqlForm.of("map_entries({0})", x);
            case LEN -> SqlForm.of("CAST(cardinality({0}) AS UINTEGER)", x);
            case GET -> SqlForm.of("map_extract_value({0}, {1})", arguments);
            case CONTAINS_KEY ->
                    SqlForm.of("CASE WHEN {0} IS NOT NULL THEN coalesce(map_contains({0}, {1}), FALSE) END", arguments);
            case FROM_ENTRIES -> fromEntries(call, x);
        };
    }

    /// DuckDB refuses equal keys; here the first place counts, and the last value.
    private static String fromEntries(BoundExpr.Call call, String x) {
        String keys = SqlForm.of("list_transform({0}, lambda \"#v\": {1})", x, key("\"#v\""));
        String first =
                SqlForm.of(
                        "list_filter({0}, lambda \"#e\", \"#i\": list_position({1}, {2}) = \"#i\")",
                        x, keys, key("\"#e\""));
        String last =
                SqlForm.of(
                        "list_filter({0}, lambda \"#f\": {1} IS NOT DISTINCT FROM {2})[-1]",
                        x, key("\"#f\""), key("\"#e\""));
        String map = SqlForm.of("map_from_entries(list_transform({0}, lambda \"#e\": {1}))", first, last);
        String without = SqlForm.of("list_filter({0}, lambda \"#e\": \"#e\" IS NULL OR {1} IS NULL)", x, key("\"#e\""));
        String error =
                Errors.raise(
                        ErrorCode.COMPUTE,
                        "list.to_map needs keys, and found one that is null",
                        "''",
                        SqlTypes.of(call.type()));
        return SqlForm.of("CASE WHEN len({0}) > 0 THEN {1} ELSE {2} END", without, error, map);
    }

    private static String key(String entry) {
        return SqlForm.of("struct_extract({0}, 'key')", entry);
    }
}
