package dev.penstock.bind;

import dev.penstock.plan.Expr;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;

/// The name that an expression's result has: that of its leftmost column, unless it is renamed.
final class Names {
    private Names() {}

    static String of(Expr expression) {
        return switch (expression) {
            case Expr.Column(String name) -> name;
            case Expr.Literal _ -> "literal";
            case Expr.Alias(_, String name) -> name;
            case Expr.Renamed renamed -> renamed(renamed);
            case Expr.Call(UserFunctions.NamedNames names, var arguments, _) when !names.fields() ->
                    names.of(List.of(of(arguments.getFirst()))).getFirst();
            case Expr.When when -> of(when.branches().getFirst().value());
            case Expr.RowCount _ -> "len";
            case Expr.Element _ -> "";
            case Expr.StructFields(var names) -> names.getFirst();
            case Expr.Columns _, Expr.Unnest _ ->
                    throw new AssertionError("selectors are expanded before names are asked for");
            case Expr.Cast _,
                    Expr.Over _,
                    Expr.SortedBy _,
                    Expr.Filtered _,
                    Expr.Call _,
                    Expr.Apply _,
                    Expr.StructOf _,
                    Expr.WithFields _,
                    Expr.ListEval _,
                    Expr.ListAgg _ ->
                    expression.children().isEmpty()
                            ? (expression instanceof Expr.Call call ? call.function().symbol() : "literal")
                            : of(expression.children().getFirst());
        };
    }

    private static String renamed(Expr.Renamed expression) {
        String name = of(expression.input());
        String text = expression.text();
        return switch (expression.rule()) {
            case KEEP -> root(expression.input());
            case PREFIX -> text + name;
            case SUFFIX -> name + text;
            case UPPERCASE -> name.toUpperCase(Locale.ROOT);
            case LOWERCASE -> name.toLowerCase(Locale.ROOT);
            case REPLACE ->
                    expression.literal()
                            ? name.replace(expression.pattern(), text)
                            : SelectorRules.compile(expression.pattern())
                                    .matcher(name)
                                    .replaceAll(Matcher.quoteReplacement(text));
        };
    }

    /// The first column below, whatever it was renamed to since.
    private static String root(Expr expression) {
        return switch (expression) {
            case Expr.Column(String name) -> name;
            default -> expression.children().isEmpty() ? of(expression) : root(expression.children().getFirst());
        };
    }
}
