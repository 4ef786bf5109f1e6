package dev.penstock.operator;

import dev.penstock.bind.BoundExpr;
import dev.penstock.optimize.Columns;
import dev.penstock.optimize.Predicates;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.StringFunction;
import dev.penstock.source.parquet.RowFilter;
import dev.penstock.type.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The predicate of a scan: what it asks of single columns, and the rest.
///
/// @param whole all of it; null when there is none
/// @param rest what needs several columns, or could fail on a value that no row has
record ScanPredicate(@Nullable BoundExpr whole, List<Test> tests, List<BoundExpr> rest) {
    /// What is asked of one column alone.
    ///
    /// @param field as what the column is looked at
    record Test(Field field, BoundExpr predicate) {}

    /// @param fields as what a column is looked at
    static ScanPredicate of(@Nullable BoundExpr predicate, Function<String, Field> fields) {
        if (predicate == null) {
            return new ScanPredicate(null, List.of(), List.of());
        }
        Map<String, List<BoundExpr>> alone = new LinkedHashMap<>();
        var rest = new ArrayList<BoundExpr>();
        for (BoundExpr part : Predicates.parts(predicate)) {
            Set<String> columns = Columns.of(part);
            boolean test = columns.size() == 1 && isTotal(part) && alone.size() < RowFilter.MOST_TESTS;
            (test ? alone.computeIfAbsent(columns.iterator().next(), _ -> new ArrayList<>()) : rest).add(part);
        }
        List<Test> tests =
                alone.entrySet().stream()
                        .map(entry -> new Test(fields.apply(entry.getKey()), Predicates.all(entry.getValue())))
                        .toList();
        return new ScanPredicate(predicate, tests, List.copyOf(rest));
    }

    /// Whether the expression has a value for whatever the column may hold. A pattern that is wrong fails when it is
    /// compiled.
    private static boolean isTotal(BoundExpr expression) {
        return Predicates.isTotal(expression)
                || (expression instanceof BoundExpr.Call call
                        && (call.function() == StringFunction.CONTAINS
                                ? call.arguments().get(1) instanceof BoundExpr.Constant
                                        && isTotal(call.arguments().getFirst())
                                : isLogic(call) && call.arguments().stream().allMatch(ScanPredicate::isTotal)));
    }

    private static boolean isLogic(BoundExpr.Call call) {
        return call.function() instanceof LogicFunction function && function != LogicFunction.REPLACE_STRICT;
    }

    /// What is left to ask of rows that have passed some of the tests; null for nothing.
    ///
    /// @param passed a bit for each test
    @Nullable BoundExpr left(long passed) {
        if (passed == 0) {
            return whole;
        }
        var parts = new ArrayList<BoundExpr>();
        for (int i = 0; i < tests.size(); i++) {
            if ((passed >>> i & 1) == 0) {
                parts.add(tests.get(i).predicate());
            }
        }
        parts.addAll(rest);
        return parts.isEmpty() ? null : Predicates.all(parts);
    }
}
