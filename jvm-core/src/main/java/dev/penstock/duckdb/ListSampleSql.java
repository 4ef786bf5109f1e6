package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.error.ErrorCode;

/// Elements of lists drawn at random, as SQL. With a seed the places drawn depend on the seed and the length alone, so
/// that lists of one length give the same places, as in Polars; without one each row has its own draw.
final class ListSampleSql {
    private static final String TOO_MANY = "list.sample without replacement cannot draw more elements than there are: ";

    private ListSampleSql() {}

    /// @param x the lists
    /// @param asked how many elements, or the share of them
    static String of(BoundExpr.Call call, String x, String asked) {
        boolean replace = call.options().flag("with_replacement", false);
        String count = count(call, x, asked, replace);
        // A list of one is what SQL has to name a value with.
        return SqlForm.of(
                "list_transform([{0}], lambda \"#n\": CASE WHEN \"#n\" IS NULL OR {1} IS NULL THEN NULL"
                        + " WHEN len({1}) = 0 THEN {1} ELSE list_transform({2}, lambda \"#p\": {1}[\"#p\"]) END)[1]",
                count, x, replace ? anywhere(call, x) : chosen(call, x));
    }

    private static String count(BoundExpr.Call call, String x, String asked, boolean replace) {
        if (call.options().flag("fraction", false)) {
            return SqlForm.of(
                    "CASE WHEN {0} IS NULL OR {1} IS NULL THEN NULL WHEN {0} >= 0 AND {0} <= 1"
                            + " THEN CAST(floor(len({1}) * {0}) AS BIGINT) ELSE {2} END",
                    asked, x, refused("list.sample needs a fraction from 0 to 1, not ", asked));
        }
        String most =
                replace
                        ? ""
                        : SqlForm.of(
                                "WHEN {0} > len({1}) THEN {2} ",
                                asked, x, refused(TOO_MANY, SqlForm.of("len({0})", x)));
        return SqlForm.of(
                "CASE WHEN {0} IS NULL OR {1} IS NULL THEN NULL WHEN {0} < 0 THEN {2} {3}ELSE {0} END",
                asked, x, refused("list.sample needs an n of 0 or more, not ", asked), most);
    }

    private static String refused(String message, String value) {
        return Errors.raise(ErrorCode.SHAPE, message, value, "BIGINT");
    }

    /// `n` places, each of which may come again.
    private static String anywhere(BoundExpr.Call call, String x) {
        return SqlForm.of(
                "list_transform(range(\"#n\"), lambda \"#i\": CAST({0} % len({1}) AS BIGINT) + 1)", draw(call), x);
    }

    /// `n` different places, in their order unless they are shuffled.
    private static String chosen(BoundExpr.Call call, String x) {
        String places =
                SqlForm.of("list_grade_up(list_transform({0}, lambda \"#v\", \"#i\": {1}))[1:\"#n\"]", x, draw(call));
        return call.options().flag("shuffle", false) ? places : SqlForm.of("list_sort({0})", places);
    }

    /// A random number for the place `i`.
    private static String draw(BoundExpr.Call call) {
        String seed = String.valueOf(call.options().integer("seed", 0));
        return call.options().flag("each_row", false)
                ? "hash(\"#i\", " + seed + ", random())"
                : "hash(\"#i\", " + seed + ")";
    }
}
