package dev.penstock.testing;

import dev.penstock.plan.Expr;
import dev.penstock.plan.Functions;
import dev.penstock.plan.Options;
import dev.penstock.plan.Selector;
import dev.penstock.plan.SortKey;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Expressions in few words.
public final class Exprs {
    private Exprs() {}

    public static Expr col(String name) {
        return new Expr.Column(name);
    }

    public static Expr all() {
        return new Expr.Columns(new Selector.All());
    }

    public static Expr cols(String... names) {
        return new Expr.Columns(new Selector.Names(List.of(names), true));
    }

    public static Expr cols(Selector selector) {
        return new Expr.Columns(selector);
    }

    /// A plain integer, which takes the type of what it meets.
    public static Expr.Literal lit(long value) {
        return new Expr.Literal(Types.INT64, value, true);
    }

    /// A plain float.
    public static Expr.Literal lit(double value) {
        return new Expr.Literal(Types.FLOAT64, value, true);
    }

    public static Expr.Literal lit(String value) {
        return new Expr.Literal(Types.UTF8, value, false);
    }

    public static Expr.Literal lit(boolean value) {
        return new Expr.Literal(Types.BOOL, value, false);
    }

    public static Expr.Literal lit(DataType type, Object value) {
        return new Expr.Literal(type, value, false);
    }

    public static Expr call(String function, Expr... arguments) {
        return new Expr.Call(Functions.named(function), List.of(arguments), Options.NONE);
    }

    /// A function with options: names and values by turns.
    public static Expr call(String function, Map<String, ?> options, Expr... arguments) {
        return new Expr.Call(Functions.named(function), List.of(arguments), new Options(options));
    }

    /// Names and values by turns.
    public static Map<String, Object> options(Object... namesAndValues) {
        var options = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return options;
    }

    public static Expr as(Expr expression, String name) {
        return new Expr.Alias(expression, name);
    }

    public static Expr over(Expr expression, String... by) {
        return new Expr.Over(
                expression, List.of(by).stream().map(Exprs::col).toList(), List.of(), Expr.Mapping.GROUP_TO_ROWS);
    }

    public static Expr when(Expr condition, Expr then, Expr otherwise) {
        return new Expr.When(List.of(new Expr.Branch(condition, then)), otherwise);
    }

    public static SortKey asc(Expr expression) {
        return new SortKey(expression, false, false);
    }

    public static SortKey desc(Expr expression) {
        return new SortKey(expression, true, false);
    }
}
