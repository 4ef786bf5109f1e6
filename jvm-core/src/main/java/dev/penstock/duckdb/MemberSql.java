package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundExpr.Constant;
import dev.penstock.type.DataType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Whether a value is one of several, as SQL that keeps the order of the rows.
///
/// `IN` and `list_contains` with constants do not: DuckDB 2.0 turns them into a join, which hands rows of small batches
/// on behind those of later ones. It does not do that to `list_position`, which looks at one value after the other, so
/// many constants are split in halves until few are left.
final class MemberSql {
    /// So many values are looked at one after the other.
    static final int FEW = 32;

    /// DuckDB's order: texts by their bytes.
    private static final Comparator<BoundExpr> ORDER =
            (left, right) -> {
                Object a = ((Constant) left).value();
                Object b = ((Constant) right).value();
                return a instanceof String text && b instanceof String other
                        ? Arrays.compareUnsigned(bytes(text), bytes(other))
                        : new BigInteger(String.valueOf(a)).compareTo(new BigInteger(String.valueOf(b)));
            };

    private MemberSql() {}

    /// Null when the value or the list is; nulls of the list are never found.
    ///
    /// @param x the value
    /// @param list of the same type
    static String of(String x, String list) {
        return SqlForm.of(
                "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN list_position({1}, {0}) IS NOT NULL END", x, list);
    }

    /// Whether [#among] can search these, because SQL has them in an order that is known here.
    static boolean areSearched(List<BoundExpr> values) {
        return values.stream()
                .allMatch(value ->
                        value instanceof Constant(DataType type, Object constant, _)
                                && ((type instanceof DataType.Int && constant instanceof Number)
                                        || (type instanceof DataType.Utf8 && constant instanceof String)));
    }

    /// As [#of], of many constants, in steps as many as the logarithm of their number.
    ///
    /// @param type of the value and the constants
    /// @param values for which [#areSearched] holds
    /// @param literals these as SQL
    static String among(String x, DataType type, List<BoundExpr> values, List<String> literals) {
        List<String> sorted =
                IntStream.range(0, values.size())
                        .boxed()
                        .sorted((a, b) -> ORDER.compare(values.get(a), values.get(b)))
                        .map(literals::get)
                        .toList();
        return SqlForm.of("CASE WHEN {0} IS NOT NULL THEN {1} END", x, among(x, SqlTypes.of(type), sorted));
    }

    private static String among(String x, String type, List<String> sorted) {
        if (sorted.size() <= FEW) {
            String list = SqlForm.of("CAST({0} AS {1}[])", SqlForm.call("list_value", sorted), type);
            return SqlForm.of("(list_position({1}, {0}) IS NOT NULL)", x, list);
        }
        int middle = sorted.size() / 2;
        return SqlForm.of(
                "CASE WHEN {0} < {1} THEN {2} ELSE {3} END",
                x,
                sorted.get(middle),
                among(x, type, sorted.subList(0, middle)),
                among(x, type, sorted.subList(middle, sorted.size())));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
