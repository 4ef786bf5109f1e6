package dev.penstock.function.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A path into a JSON value: `$.a[0]['b c'].*..d[1:3][?(@.e > 2)]`.
///
/// Source: RFC 9535, without functions and without `&&` and `||` in filters.
final class JsonPath {
    /// Hands on what it finds in a value.
    private interface Step {
        void in(JsonNode value, Consumer<JsonNode> found);
    }

    private final String text;
    private final List<Step> steps = new ArrayList<>();
    private int at;

    private JsonPath(String text) {
        this.text = text;
    }

    /// @throws PenstockException with code COMPUTE for what is no path
    static JsonPath of(String text) {
        var path = new JsonPath(text);
        if (!path.take("$")) {
            throw path.unexpected();
        }
        while (path.at < text.length()) {
            path.steps.add(path.step());
        }
        return path;
    }

    /// The first value that the path leads to, or null.
    @Nullable JsonNode first(JsonNode root) {
        List<JsonNode> values = List.of(root);
        for (Step step : steps) {
            var found = new ArrayList<JsonNode>();
            values.forEach(value -> step.in(value, found::add));
            values = found;
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    private Step step() {
        if (take("..")) {
            Step inner = text.startsWith("[", at) ? brackets() : name();
            return (value, found) -> everywhere(value, below -> inner.in(below, found));
        }
        if (take(".")) {
            return name();
        }
        if (text.startsWith("[", at)) {
            return brackets();
        }
        throw unexpected();
    }

    private static void everywhere(JsonNode value, Consumer<JsonNode> visit) {
        visit.accept(value);
        value.forEach(child -> everywhere(child, visit));
    }

    private Step name() {
        if (take("*")) {
            return JsonNode::forEach;
        }
        int from = at;
        while (at < text.length() && ".[]()=!<> ".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == from) {
            throw unexpected();
        }
        return field(text.substring(from, at));
    }

    private static Step field(String name) {
        return (value, found) -> {
            JsonNode child = value.get(name);
            if (child != null) {
                found.accept(child);
            }
        };
    }

    private Step brackets() {
        take("[");
        var choices = new ArrayList<Step>();
        do {
            blanks();
            choices.add(choice());
            blanks();
        } while (take(","));
        require("]");
        return (value, found) -> choices.forEach(choice -> choice.in(value, found));
    }

    private Step choice() {
        if (take("*")) {
            return JsonNode::forEach;
        }
        if (take("?")) {
            return filter();
        }
        if (text.startsWith("'", at) || text.startsWith("\"", at)) {
            return field(quoted());
        }
        Integer start = number();
        if (!take(":")) {
            if (start == null) {
                throw unexpected();
            }
            return (value, found) -> element(value, start, found);
        }
        Integer end = number();
        Integer every = take(":") ? number() : null;
        return (value, found) -> slice(value, start, end, every == null ? 1 : every, found);
    }

    private static void element(JsonNode value, int place, Consumer<JsonNode> found) {
        JsonNode child = value.isArray() ? value.get(place < 0 ? place + value.size() : place) : null;
        if (child != null) {
            found.accept(child);
        }
    }

    private static void slice(
            JsonNode value, @Nullable Integer start, @Nullable Integer end, int every, Consumer<JsonNode> found) {
        if (!value.isArray() || every <= 0) {
            return;
        }
        int size = value.size();
        int from = start == null ? 0 : Math.clamp(start < 0 ? start + size : start, 0, size);
        int to = end == null ? size : Math.clamp(end < 0 ? end + size : end, 0, size);
        for (int place = from; place < to; place += every) {
            found.accept(value.get(place));
        }
    }

    /// `(@.a)` or `(@.a == 1)`.
    private Step filter() {
        boolean parentheses = take("(");
        blanks();
        require("@");
        var operand = new JsonPath(text);
        operand.at = at;
        while (operand.at < text.length() && ".[".indexOf(text.charAt(operand.at)) >= 0) {
            operand.steps.add(operand.step());
        }
        at = operand.at;
        blanks();
        String operator = operator();
        Object constant = null;
        if (operator != null) {
            blanks();
            constant = constant();
        }
        blanks();
        if (parentheses) {
            require(")");
        }
        Object bound = constant;
        return (value, found) ->
                value.forEach(child -> {
                    JsonNode left = operand.first(child);
                    if (left != null && (operator == null || holds(left, operator, bound))) {
                        found.accept(child);
                    }
                });
    }

    private @Nullable String operator() {
        for (String operator : List.of("==", "!=", "<=", ">=", "<", ">")) {
            if (take(operator)) {
                return operator;
            }
        }
        return null;
    }

    private @Nullable Object constant() {
        if (text.startsWith("'", at) || text.startsWith("\"", at)) {
            return quoted();
        }
        int from = at;
        while (at < text.length() && ") ]".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(from, at);
        try {
            return switch (word) {
                case "true" -> true;
                case "false" -> false;
                case "null" -> null;
                default -> new BigDecimal(word);
            };
        } catch (NumberFormatException _) {
            at = from;
            throw unexpected();
        }
    }

    private static boolean holds(JsonNode left, String operator, @Nullable Object right) {
        Integer order =
                switch (right) {
                    case null -> left.isNull() ? 0 : null;
                    case BigDecimal number when left.isNumber() -> left.decimalValue().compareTo(number);
                    case String other when left.isTextual() -> left.textValue().compareTo(other);
                    case Boolean truth when left.isBoolean() -> Boolean.compare(left.booleanValue(), truth);
                    default -> null;
                };
        return switch (operator) {
            case "==" -> order != null && order == 0;
            case "!=" -> order == null || order != 0;
            case "<" -> order != null && order < 0;
            case "<=" -> order != null && order <= 0;
            case ">" -> order != null && order > 0;
            default -> order != null && order >= 0;
        };
    }

    private String quoted() {
        char quote = text.charAt(at++);
        var name = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            at += text.charAt(at) == '\\' && at + 1 < text.length() ? 1 : 0;
            name.append(text.charAt(at++));
        }
        require(String.valueOf(quote));
        return name.toString();
    }

    private @Nullable Integer number() {
        int from = at;
        take("-");
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            at++;
        }
        try {
            return at == from ? null : Integer.valueOf(text.substring(from, at));
        } catch (NumberFormatException _) {
            throw unexpected();
        }
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private boolean take(String expected) {
        boolean there = text.startsWith(expected, at);
        at += there ? expected.length() : 0;
        return there;
    }

    private void require(String expected) {
        if (!take(expected)) {
            throw unexpected();
        }
    }

    private PenstockException unexpected() {
        String where = at < text.length() ? "\"" + text.substring(at) + "\" is not understood" : "it ends too early";
        return new PenstockException(ErrorCode.COMPUTE, "\"" + text + "\" is no path into JSON: " + where)
                .hint("paths look like $.a[0].b, $['a b'], $..c, $[1:3] or $[?(@.d > 2)]");
    }
}
