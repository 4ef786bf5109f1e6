package dev.penstock.bind;

import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Functions;
import dev.penstock.plan.ListFunction;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.SortKey;
import dev.penstock.plan.StringFunction;
import dev.penstock.testing.TypeNames;
import dev.penstock.type.Types;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The types that Polars gives to expressions, as `build-tools/fixtures/polars_types.py` wrote them down.
record PolarsTypes(List<Case> cases) {
    /// An operation, its operands (types, or literals behind `lit `), and Polars' answer: a type, or `!` and an error.
    record Case(String operation, String left, String right, String expected) {
        boolean fails() {
            return expected.startsWith("!");
        }

        Expr expression() {
            Expr a = operand("x", left);
            Options none = Options.NONE;
            if (right.isEmpty()) {
                return unary(operation, a);
            }
            Expr b = operand("y", right);
            return switch (operation) {
                case "supertype" -> throw new IllegalArgumentException(operation);
                case "when" -> new Expr.When(List.of(new Expr.Branch(new Expr.Literal(Types.BOOL, true, false), a)), b);
                case "clip", "is_between" -> new Expr.Call(Functions.named(operation), List.of(a, b, b), none);
                case "fill_null" -> new Expr.Call(LogicFunction.COALESCE, List.of(a, b), none);
                default -> new Expr.Call(Functions.named(operation), List.of(a, b), none);
            };
        }

        /// Names and types of the columns that the expression reads, by turns.
        Object[] columns() {
            var columns = new ArrayList<Object>();
            for (String operand : List.of(left, right)) {
                if (!operand.isEmpty() && !operand.startsWith("lit ")) {
                    columns.add(columns.isEmpty() && operand.equals(left) ? "x" : "y");
                    columns.add(TypeNames.parse(operand));
                }
            }
            return columns.isEmpty() ? new Object[] {"x", Types.INT64} : columns.toArray();
        }

        private static Expr operand(String name, String operand) {
            return operand.startsWith("lit ") ? literal(operand.substring(4)) : new Expr.Column(name);
        }

        private static Expr literal(String text) {
            return switch (text) {
                case "null" -> new Expr.Literal(Types.NULL, null, false);
                case "true" -> new Expr.Literal(Types.BOOL, true, false);
                case "\"x\"" -> new Expr.Literal(Types.UTF8, "x", false);
                case "1.5" -> new Expr.Literal(Types.FLOAT64, 1.5, true);
                case "9223372036854775808" -> new Expr.Literal(Types.UINT64, new BigInteger(text), true);
                default -> new Expr.Literal(Types.INT64, Long.valueOf(text), true);
            };
        }

        private static Expr unary(String operation, Expr a) {
            var one = new Expr.Literal(Types.UTF8, "1", false);
            var zero = new Expr.Literal(Types.INT64, 0L, true);
            return switch (operation) {
                case "rank_min" -> call("rank", new Options(Map.of("method", "min")), a);
                case "interpolate_nearest" -> call("interpolate", new Options(Map.of("method", "nearest")), a);
                case "str.contains", "str.starts_with" -> call(operation, Options.NONE, a, one);
                case "concat_str" -> new Expr.Call(StringFunction.CONCAT, List.of(a, a), Options.NONE);
                case "any_horizontal" -> call(operation, Options.NONE, a, a);
                case "list.get" -> new Expr.Call(ListFunction.GET, List.of(a, zero), Options.NONE);
                case "item" -> new Expr.Call(Aggregation.ITEM, List.of(a), Options.NONE);
                case "round_sig_figs" -> call(operation, new Options(Map.of("digits", 2)), a);
                case "quantile" -> call(operation, new Options(Map.of("quantile", 0.5)), a);
                case "rolling_quantile" -> call(operation, new Options(Map.of("quantile", 0.5, "window_size", 2)), a);
                case "sort" -> new Expr.SortedBy(a, List.of(new SortKey(a, false, false)));
                default ->
                        call(
                                operation,
                                operation.startsWith("rolling_") ? new Options(Map.of("window_size", 2)) : Options.NONE,
                                a);
            };
        }

        private static Expr call(String function, Options options, Expr... arguments) {
            return new Expr.Call(Functions.named(function), List.of(arguments), options);
        }

        @Override
        public String toString() {
            return right.isEmpty() ? operation + "(" + left + ")" : operation + "(" + left + ", " + right + ")";
        }
    }

    static PolarsTypes load() {
        var cases = new ArrayList<Case>();
        String operation = "";
        List<String> columns = List.of();
        for (String line : lines()) {
            String[] cells = line.split("\t", -1);
            if (line.startsWith("## ")) {
                operation = line.substring(3);
            } else if (cells[0].isEmpty()) {
                columns = List.of(cells);
            } else if (cells.length > 1) {
                for (int i = 1; i < cells.length; i++) {
                    cases.add(
                            operation.equals("unary")
                                    ? new Case(cells[0], columns.get(i), "", cells[i])
                                    : new Case(operation, cells[0], columns.get(i), cells[i]));
                }
            }
        }
        // There is no Arrow type of 128-bit integers, so no column can be one.
        cases.removeIf(c -> c.left.equals("int128") || c.right.equals("int128"));
        return new PolarsTypes(cases);
    }

    private static List<String> lines() {
        try (var resource = PolarsTypes.class.getResourceAsStream("/types/polars.tsv")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
