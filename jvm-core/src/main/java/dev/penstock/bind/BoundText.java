package dev.penstock.bind;

import dev.penstock.plan.Function;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.MathFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Sensitive;
import dev.penstock.type.TimeUnit;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Bound expressions as text for people.
public final class BoundText {
    private static final Pattern PLAIN_NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");

    private static final Map<Function, String> OPERATORS =
            Map.ofEntries(
                    Map.entry(MathFunction.ADD, "+"),
                    Map.entry(MathFunction.SUB, "-"),
                    Map.entry(MathFunction.MUL, "*"),
                    Map.entry(MathFunction.TRUEDIV, "/"),
                    Map.entry(MathFunction.FLOORDIV, "//"),
                    Map.entry(MathFunction.MOD, "%"),
                    Map.entry(MathFunction.POW, "**"),
                    Map.entry(LogicFunction.EQ, "=="),
                    Map.entry(LogicFunction.NE, "!="),
                    Map.entry(LogicFunction.LT, "<"),
                    Map.entry(LogicFunction.LE, "<="),
                    Map.entry(LogicFunction.GT, ">"),
                    Map.entry(LogicFunction.GE, ">="),
                    Map.entry(LogicFunction.AND, "and"),
                    Map.entry(LogicFunction.OR, "or"),
                    Map.entry(LogicFunction.XOR, "xor"));

    /// Operators that may stand in a row without parentheses.
    private static final List<Function> CHAINS =
            List.of(LogicFunction.AND, LogicFunction.OR, MathFunction.ADD, MathFunction.MUL);

    /// Functions that are written with words around their argument.
    private static final Set<Function> LOOSE =
            Set.of(LogicFunction.NOT, LogicFunction.IS_NULL, LogicFunction.IS_NOT_NULL);

    /// Seconds of a day.
    private static final long DAY = 86_400;

    /// Days from 1970 within which years have four digits.
    private static final long MOST_DAYS = 700_000;

    private final boolean types;
    private final boolean hidden;

    private BoundText(boolean types, boolean hidden) {
        this.types = types;
        this.hidden = hidden;
    }

    /// The text of an expression. Of one that reads a sensitive column neither constants nor options are shown.
    ///
    /// @param types whether constants show their types
    public static String of(BoundExpr expression, boolean types) {
        return new BoundText(types, isSensitive(expression)).text(expression);
    }

    /// Whether an expression reads a sensitive column.
    public static boolean isSensitive(BoundExpr expression) {
        return Sensitive.columns().any()
                && (expression instanceof BoundExpr.Ref(String name, _)
                        ? Sensitive.columns().has(name)
                        : expression.children().stream().anyMatch(BoundText::isSensitive));
    }

    /// A column's name, in quotes unless it is a plain word.
    public static String name(String name) {
        return PLAIN_NAME.matcher(name).matches() ? name : quoted(name);
    }

    /// A function's options, such as `literal=true`, sorted by name.
    public static List<String> options(Options options) {
        var texts = new ArrayList<String>();
        new TreeMap<>(options.values())
                .forEach(
                        (name, value) -> texts.add(name + "=" + (value instanceof String text ? quoted(text) : value)));
        return texts;
    }

    /// Text in quotes, on one line.
    public static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private String text(BoundExpr expression) {
        return switch (expression) {
            case BoundExpr.Ref(String name, _) -> name(name);
            case BoundExpr.Constant(DataType type, Object value, _) -> constant(type, value);
            case BoundExpr.Cast(BoundExpr input, DataType type, boolean strict, boolean wrap) ->
                    (wrap ? "wrap_cast(" : strict ? "cast(" : "try_cast(") + text(input) + ", " + type + ")";
            case BoundExpr.Call call -> call(call);
            case BoundExpr.Case choice -> {
                var text = new StringBuilder();
                choice.branches()
                        .forEach(branch ->
                                text.append("when ")
                                        .append(text(branch.condition()))
                                        .append(" then ")
                                        .append(text(branch.value()))
                                        .append(' '));
                yield text + "otherwise " + text(choice.otherwise());
            }
            case BoundExpr.Struct(List<BoundExpr> values, DataType type) -> {
                List<Field> fields = ((DataType.StructOf) type).fields();
                var parts = new ArrayList<String>();
                for (int i = 0; i < values.size(); i++) {
                    parts.add(name(fields.get(i).name()) + "=" + text(values.get(i)));
                }
                yield "struct(" + String.join(", ", parts) + ")";
            }
            case BoundExpr.Transform(BoundExpr list, String element, BoundExpr body, _) ->
                    "list.eval(" + text(list) + ", " + name(element) + " -> " + text(body) + ")";
        };
    }

    private String constant(DataType type, @Nullable Object value) {
        String text =
                hidden && value != null
                        ? Sensitive.MARK
                        : value instanceof String string ? quoted(string) : moment(type, value);
        return types && !(value instanceof Boolean) ? text + ":" + type : text;
    }

    /// A date or a time as people write it, if its year has four digits; else the value.
    private static String moment(DataType type, @Nullable Object value) {
        if (!(value instanceof Long count)) {
            return String.valueOf(value);
        }
        long perSecond =
                switch (type) {
                    case DataType.Timestamp(TimeUnit unit, _) -> unit.perSecond();
                    case DataType.Date(boolean milliseconds) when milliseconds -> 1_000;
                    default -> 1;
                };
        long days = type instanceof DataType.Date(boolean ms) && !ms ? count : Math.floorDiv(count, perSecond * DAY);
        boolean isMoment = type instanceof DataType.Date || type instanceof DataType.Timestamp;
        if (!isMoment || Math.abs(days) > MOST_DAYS) {
            return String.valueOf(value);
        }
        LocalDate date = LocalDate.ofEpochDay(days);
        if (!(type instanceof DataType.Timestamp)) {
            return date.toString();
        }
        long within = Math.floorMod(count, perSecond * DAY);
        long nanoseconds = within * (1_000_000_000 / perSecond);
        return date + "T" + LocalTime.ofNanoOfDay(nanoseconds);
    }

    private String call(BoundExpr.Call call) {
        List<BoundExpr> arguments = call.arguments();
        String operator = OPERATORS.get(call.function());
        if (operator != null && arguments.size() == 2) {
            boolean chain =
                    arguments.getFirst() instanceof BoundExpr.Call left
                            && left.function().equals(call.function())
                            && CHAINS.contains(call.function());
            String left = chain ? text(arguments.getFirst()) : operand(arguments.getFirst());
            return left + " " + operator + " " + operand(arguments.get(1));
        }
        return switch (call.function()) {
            case LogicFunction.NOT -> "not " + operand(arguments.getFirst());
            case LogicFunction.IS_NULL -> operand(arguments.getFirst()) + " is null";
            case LogicFunction.IS_NOT_NULL -> operand(arguments.getFirst()) + " is not null";
            default -> {
                var parts = new ArrayList<String>();
                arguments.forEach(argument -> parts.add(text(argument)));
                parts.addAll(hidden ? List.of() : options(call.options()));
                yield call.function().symbol() + "(" + String.join(", ", parts) + ")";
            }
        };
    }

    /// In parentheses where it would be misread.
    private String operand(BoundExpr expression) {
        boolean loose =
                switch (expression) {
                    case BoundExpr.Case _ -> true;
                    case BoundExpr.Call(Function.Elementwise function, _, _, _) ->
                            OPERATORS.containsKey(function) || LOOSE.contains(function);
                    default -> false;
                };
        return loose ? "(" + text(expression) + ")" : text(expression);
    }
}
