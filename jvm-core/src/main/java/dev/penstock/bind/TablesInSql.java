package dev.penstock.bind;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Calls of table functions within a SQL text, `FROM did_att_gt((SELECT ...), '{...}')`, taken out of it: each becomes
/// a table of the plan, under a name of its own.
///
/// Arguments are tables (a query in parentheses, or a name) and texts: strings, or parameters that are. The texts are
/// the settings that the function says, or else one JSON object of settings. A query sees the common table expressions
/// that the whole text begins with, as far as they come before the call.
final class TablesInSql {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// A call, and the text that takes its place.
    private record Call(int from, int to, String name) {}

    private final Plan.Sql sql;
    private final FunctionRegistry functions;
    private final List<SqlToken> tokens;
    private final List<Call> calls = new ArrayList<>();
    private final Map<String, Plan> tables = new LinkedHashMap<>();
    private final Map<String, String> places = new LinkedHashMap<>();

    /// Where the common table expressions end that the text begins with.
    private final List<Integer> ends = new ArrayList<>();

    /// What is left of a query.
    ///
    /// @param places where the call is that each new table stands for
    record Found(Plan.Sql sql, Map<String, String> places) {}

    private TablesInSql(Plan.Sql sql, FunctionRegistry functions) {
        this.sql = sql;
        this.functions = functions;
        this.tokens = SqlToken.of(sql.text());
    }

    /// @throws PenstockException with code SQL_INTERFACE for arguments that are neither tables nor texts
    static Found take(Plan.Sql sql, FunctionRegistry functions) {
        var taken = new TablesInSql(sql, functions);
        taken.findExpressions();
        taken.findCalls();
        if (taken.calls.isEmpty()) {
            return new Found(sql, Map.of());
        }
        String text = taken.text(sql.text().length());
        taken.tables.putAll(sql.tables());
        return new Found(
                new Plan.Sql(text, taken.tables, taken.parameters(text), sql.allowSideEffects()), taken.places);
    }

    /// Reads `WITH name (columns) AS MATERIALIZED (query), ...`.
    private void findExpressions() {
        int at = 0;
        if (tokens.isEmpty() || !tokens.getFirst().isWord("with")) {
            return;
        }
        at += tokens.size() > 1 && tokens.get(1).isWord("recursive") ? 2 : 1;
        while (at < tokens.size()) {
            while (at < tokens.size() && !tokens.get(at).isWord("as")) {
                at++;
            }
            while (at < tokens.size() && !tokens.get(at).is('(')) {
                at++;
            }
            int close = closing(at);
            if (close < 0) {
                return;
            }
            ends.add(tokens.get(close).to());
            at = close + 1;
            if (at >= tokens.size() || !tokens.get(at).is(',')) {
                return;
            }
        }
    }

    /// The place of the parenthesis that closes the one at `open`; -1 when nothing does.
    private int closing(int open) {
        int depth = 0;
        for (int at = open; at < tokens.size(); at++) {
            depth += tokens.get(at).is('(') ? 1 : tokens.get(at).is(')') ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        return -1;
    }

    private void findCalls() {
        for (int at = 0; at < tokens.size(); at++) {
            int end = at;
            var name = new StringBuilder(tokens.get(at).text());
            while (tokens.get(at).kind() == SqlToken.Kind.NAME
                    && end + 2 < tokens.size()
                    && tokens.get(end + 1).is('.')
                    && tokens.get(end + 2).kind() == SqlToken.Kind.NAME) {
                name.append('.').append(tokens.get(end + 2).text());
                end += 2;
            }
            boolean called = end + 1 < tokens.size() && tokens.get(end + 1).is('(');
            String function = name.toString().replace("\"", "");
            List<String> settings =
                    called && isTable(at) ? functions.sqlSettings(function.toLowerCase(Locale.ROOT)) : null;
            if (settings != null) {
                int close = closing(end + 1);
                if (close >= 0) {
                    take(function.toLowerCase(Locale.ROOT), settings, at, end + 1, close);
                    end = close;
                }
            }
            at = end;
        }
    }

    /// Whether a name stands where tables stand. Behind a comma may also be a column; what is called there under the
    /// name of a table function is one all the same.
    private boolean isTable(int at) {
        if (at == 0 || tokens.get(at).kind() != SqlToken.Kind.NAME) {
            return false;
        }
        SqlToken before = tokens.get(at - 1);
        return before.isWord("from") || before.isWord("join") || before.isWord("lateral") || before.is(',');
    }

    private void take(String function, List<String> settings, int first, int open, int close) {
        int from = tokens.get(first).from();
        String place = place(function, from);
        var inputs = new ArrayList<Plan>();
        var texts = new ArrayList<String>();
        int start = open + 1;
        int depth = 0;
        for (int at = start; at <= close; at++) {
            boolean ends = at == close || (depth == 0 && tokens.get(at).is(','));
            if (ends && at > start) {
                String text = text(start, at);
                if (text != null) {
                    texts.add(text);
                } else {
                    inputs.add(table(place, inputs.size() + texts.size() + 1, start, at));
                }
                start = at + 1;
            } else {
                depth += tokens.get(at).is('(') ? 1 : tokens.get(at).is(')') ? -1 : 0;
            }
        }
        String name = "penstock_call_" + (calls.size() + 1);
        while (sql.text().contains(name)) {
            name += "_";
        }
        tables.put(name, new Plan.TableCall(function, config(place, settings, texts), inputs));
        places.put(name, place.substring(place.indexOf(" at line ") + 4));
        calls.add(new Call(from, tokens.get(close).to(), name));
    }

    private String place(String function, int at) {
        String before = sql.text().substring(0, at);
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        int column = before.codePointCount(before.lastIndexOf('\n') + 1, before.length()) + 1;
        return "%s at line %d, column %d".formatted(function, line, column);
    }

    /// An argument that is text; null for others.
    private @Nullable String text(int from, int to) {
        SqlToken only = tokens.get(from);
        if (to - from != 1) {
            return null;
        }
        if (only.kind() == SqlToken.Kind.STRING) {
            return only.value();
        }
        Expr.Literal value =
                only.kind() == SqlToken.Kind.PARAMETER ? sql.parameters().get(only.text().substring(1)) : null;
        return value != null && value.value() instanceof String text ? text : null;
    }

    private Plan table(String place, int number, int from, int to) {
        SqlToken first = tokens.get(from);
        String query;
        if (first.is('(') && closing(from) == to - 1) {
            query = sql.text().substring(first.to(), tokens.get(to - 1).from());
        } else if (first.kind() == SqlToken.Kind.NAME) {
            query = "SELECT * FROM " + sql.text().substring(first.from(), tokens.get(to - 1).to());
        } else {
            throw new PenstockException(
                            ErrorCode.SQL_INTERFACE,
                            "argument %d of %s is neither a table nor text".formatted(number, place))
                    .hint("give tables as (SELECT ...) or by their names, and settings as strings");
        }
        int end = ends.stream().mapToInt(Integer::intValue).filter(at -> at <= first.from()).max().orElse(0);
        String whole = end == 0 ? query : text(end) + " SELECT * FROM (" + query + "\n)";
        var all = new LinkedHashMap<>(tables);
        all.putAll(sql.tables());
        return new Plan.Sql(whole, all, parameters(whole));
    }

    /// The text up to `end`, with names in the place of calls.
    private String text(int end) {
        var text = new StringBuilder();
        int from = 0;
        for (Call call : calls) {
            if (call.to <= end) {
                text.append(sql.text(), from, call.from).append(call.name);
                from = call.to;
            }
        }
        return text.append(sql.text(), from, end).toString();
    }

    /// The parameters that a part of the text names; all of them where it names them by their order.
    private Map<String, Expr.Literal> parameters(String part) {
        var named = new LinkedHashMap<String, Expr.Literal>();
        sql.parameters()
                .forEach((name, value) -> {
                    if (part.contains("?")
                            || Pattern.compile("\\$" + Pattern.quote(name) + "\\b").matcher(part).find()) {
                        named.put(name, value);
                    }
                });
        return named;
    }

    private static JsonNode config(String place, List<String> settings, List<String> texts) {
        int most = Math.max(1, settings.size());
        if (texts.size() > most) {
            throw new PenstockException(ErrorCode.SQL_INTERFACE, "%s has %d texts".formatted(place, texts.size()))
                    .hint("it takes %s".formatted(settings.isEmpty() ? "one, a JSON object of settings" : settings));
        }
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        if (!settings.isEmpty()) {
            for (int i = 0; i < texts.size(); i++) {
                config.put(settings.get(i), texts.get(i));
            }
            return config;
        }
        try {
            JsonNode given = texts.isEmpty() ? config : MAPPER.readTree(texts.getFirst());
            if (given.isObject()) {
                return given;
            }
        } catch (JsonProcessingException e) {
            throw new PenstockException(
                    ErrorCode.SQL_INTERFACE,
                    "the settings of %s are no JSON: %s".formatted(place, e.getOriginalMessage()),
                    e);
        }
        throw new PenstockException(ErrorCode.SQL_INTERFACE, "the settings of " + place + " are no JSON object");
    }
}
