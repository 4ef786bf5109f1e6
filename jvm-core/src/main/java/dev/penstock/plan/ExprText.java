package dev.penstock.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.type.Sensitive;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Expressions as the source text that a Python user would write, for messages and for `explain`.
public final class ExprText {
    private static final int LONGEST = 200;

    private static final Map<String, String> OPERATORS =
            Map.ofEntries(
                    Map.entry("add", "+"),
                    Map.entry("sub", "-"),
                    Map.entry("mul", "*"),
                    Map.entry("truediv", "/"),
                    Map.entry("floordiv", "//"),
                    Map.entry("mod", "%"),
                    Map.entry("pow", "**"),
                    Map.entry("eq", "=="),
                    Map.entry("ne", "!="),
                    Map.entry("lt", "<"),
                    Map.entry("le", "<="),
                    Map.entry("gt", ">"),
                    Map.entry("ge", ">="),
                    Map.entry("and", "&"),
                    Map.entry("or", "|"),
                    Map.entry("xor", "^"));

    private ExprText() {}

    /// The text of `expression`, cut to 200 characters.
    ///
    /// Of an expression that mentions a sensitive column neither constants nor options are shown.
    public static String of(Expr expression) {
        return cut(text(shown(expression)));
    }

    private static Expr shown(Expr expression) {
        return Sensitive.columns().any() && isSensitive(expression) ? hidden(expression) : expression;
    }

    private static boolean isSensitive(Expr expression) {
        boolean itself =
                switch (expression) {
                    case Expr.Column(String name) -> Sensitive.columns().has(name);
                    case Expr.Columns(Selector.Names(List<String> names, _)) ->
                            names.stream().anyMatch(Sensitive.columns()::has);
                    // Which columns these are is not known before the plan is bound.
                    case Expr.Columns _ -> true;
                    case Expr.StructFields(List<String> names) -> names.stream().anyMatch(Sensitive.columns()::has);
                    default -> false;
                };
        return itself || expression.children().stream().anyMatch(ExprText::isSensitive);
    }

    private static Expr hidden(Expr expression) {
        Expr inside =
                expression.children().isEmpty()
                        ? expression
                        : expression.withChildren(expression.children().stream().map(ExprText::hidden).toList());
        return switch (inside) {
            case Expr.Literal(_, Object value, boolean dynamic) when value != null ->
                    new Expr.Literal(Types.UTF8, Sensitive.MARK, dynamic);
            case Expr.Call(Function function, List<Expr> arguments, _) ->
                    new Expr.Call(function, arguments, Options.NONE);
            case Expr.Apply(String function, _, List<Expr> arguments) ->
                    new Expr.Apply(function, JsonNodeFactory.instance.objectNode(), arguments);
            default -> inside;
        };
    }

    private static String text(Expr expression) {
        return switch (expression) {
            case Expr.Column(String name) -> "col(\"" + name + "\")";
            case Expr.Columns(Selector selector) -> selector(selector);
            case Expr.Literal(_, String text, _) -> "\"" + text + "\"";
            case Expr.Literal(_, Object value, _) -> value == null ? "null" : value.toString();
            case Expr.Alias(Expr input, String name) -> text(input) + ".alias(\"" + name + "\")";
            case Expr.Renamed(Expr input, Expr.NameRule rule, String text, _, _) ->
                    text(input)
                            + ".name."
                            + rule.name().toLowerCase(Locale.ROOT)
                            + "("
                            + (text.isEmpty() ? "" : "\"" + text + "\"")
                            + ")";
            case Expr.Cast(Expr input, var type, _, _) -> text(input) + ".cast(" + type + ")";
            case Expr.Call call -> call(call);
            case Expr.Apply apply -> apply(apply);
            case Expr.When when -> {
                var text = new StringBuilder();
                when.branches()
                        .forEach(branch ->
                                text.append(text.isEmpty() ? "when(" : ".when(")
                                        .append(text(branch.condition()))
                                        .append(").then(")
                                        .append(text(branch.value()))
                                        .append(')'));
                yield when.otherwise() == null ? text.toString() : text + ".otherwise(" + text(when.otherwise()) + ")";
            }
            case Expr.Over over -> text(over.input()) + ".over(" + over(over) + ")";
            case Expr.SortedBy(Expr input, List<SortKey> by) -> text(input) + ".sort_by(" + keys(by) + ")";
            case Expr.Filtered(Expr input, Expr predicate) -> text(input) + ".filter(" + text(predicate) + ")";
            case Expr.StructOf(List<Expr> fields) -> "struct(" + list(fields) + ")";
            case Expr.WithFields(Expr input, List<Expr> fields, boolean keep) ->
                    text(input) + ".struct." + (keep ? "with_fields" : "eval") + "(" + list(fields) + ")";
            case Expr.StructFields(List<String> names) ->
                    names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", ", "field(", ")"));
            case Expr.Unnest(Expr input, Selector.All _) -> text(input) + ".struct.unnest()";
            case Expr.Unnest(Expr input, Selector selector) ->
                    text(input) + ".struct.field(" + selector(selector) + ")";
            case Expr.ListAgg(Expr list, Expr body) -> text(list) + ".list.agg(" + text(body) + ")";
            case Expr.ListEval(Expr list, Expr body) -> text(list) + ".list.eval(" + text(body) + ")";
            case Expr.Element _ -> "element()";
            case Expr.RowCount _ -> "len()";
        };
    }

    /// The text of a sort key, cut to 200 characters.
    public static String of(SortKey key) {
        return cut(text(new SortKey(shown(key.expression()), key.descending(), key.nullsLast())));
    }

    private static String text(SortKey key) {
        return text(key.expression())
                + (key.descending() ? " descending" : "")
                + (key.nullsLast() ? " nulls last" : "");
    }

    private static String keys(List<SortKey> keys) {
        return keys.stream().map(ExprText::text).collect(Collectors.joining(", "));
    }

    private static String over(Expr.Over over) {
        var parts = new ArrayList<String>();
        over.partitionBy().forEach(key -> parts.add(text(key)));
        if (!over.orderBy().isEmpty()) {
            parts.add("order_by=[" + keys(over.orderBy()) + "]");
        }
        if (over.mapping() != Expr.Mapping.GROUP_TO_ROWS) {
            parts.add("mapping=" + over.mapping().name().toLowerCase(Locale.ROOT));
        }
        return String.join(", ", parts);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    private static String call(Expr.Call call) {
        String symbol = call.function().symbol();
        List<Expr> arguments = call.arguments();
        String operator = OPERATORS.get(symbol);
        if (operator != null && arguments.size() == 2) {
            return "(" + text(arguments.get(0)) + " " + operator + " " + text(arguments.get(1)) + ")";
        }
        boolean users =
                call.function() instanceof Function.OfUser
                        || call.function() instanceof Function.OfUserForGroups
                        || call.function() instanceof Function.OfUserForSeries;
        if (arguments.isEmpty() || users) {
            return symbol + "(" + list(arguments) + ")";
        }
        String rest = list(arguments.subList(1, arguments.size()));
        String options =
                call.options().values().entrySet().stream()
                        .map(option -> option.getKey() + "=" + option.getValue())
                        .collect(Collectors.joining(", "));
        String separator = rest.isEmpty() || options.isEmpty() ? "" : ", ";
        return text(arguments.getFirst()) + "." + symbol + "(" + rest + separator + options + ")";
    }

    private static String apply(Expr.Apply apply) {
        var parts = new ArrayList<String>();
        apply.arguments().forEach(argument -> parts.add(text(argument)));
        apply.config().properties().forEach(setting -> parts.add(setting.getKey() + "=" + setting.getValue()));
        return apply.function() + "(" + String.join(", ", parts) + ")";
    }

    private static String list(List<Expr> expressions) {
        return expressions.stream().map(ExprText::text).collect(Collectors.joining(", "));
    }

    private static String selector(Selector selector) {
        return switch (selector) {
            case Selector.All _ -> "all()";
            case Selector.Names(List<String> names, _) ->
                    names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", ", "col(", ")"));
            case Selector.Positions(List<Integer> positions, _) -> "nth(" + positions + ")";
            case Selector.Matching(String pattern) -> "col(\"" + pattern + "\")";
            case Selector.OfClass(var classes) -> "selector(" + classes + ")";
            case Selector.OfType(var types) -> "col(" + types + ")";
            case Selector.ListsOf(Selector inner) -> "list(" + selector(inner) + ")";
            case Selector.ArraysOf(Selector inner, Integer width) ->
                    "array(" + selector(inner) + (width == null ? "" : ", width=" + width) + ")";
            case Selector.Not(Selector inner) -> "~" + selector(inner);
            case Selector.Or(Selector left, Selector right) -> "(" + selector(left) + " | " + selector(right) + ")";
            case Selector.And(Selector left, Selector right) -> "(" + selector(left) + " & " + selector(right) + ")";
        };
    }
}
