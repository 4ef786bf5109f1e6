package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.AggregateCall;
import dev.penstock.function.FunctionInfo;
import dev.penstock.function.FunctionKind;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.function.ScalarCall;
import dev.penstock.function.SqlCallable;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Users' functions in SQL texts: a macro of the query's own connection for each function that the text names.
///
/// A function is called by the last part of its name, or by all of it in quotes. Names that DuckDB has itself stay
/// DuckDB's.
final class SqlCalls {
    /// Makes a function known for the run of the query, and calls it.
    interface Caller {
        /// The call as SQL.
        String call(ScalarCall call, List<String> arguments);
    }

    private static final Pattern MISSING =
            Pattern.compile("(Scalar|Table|Aggregate)? ?Function with name \"?([^\"\\s]+)\"? does not exist");

    private final FunctionRegistry functions;

    SqlCalls(FunctionRegistry functions) {
        this.functions = functions;
    }

    /// Gives `connection` the macros that `text` needs.
    void define(String text, Connection connection, Caller caller) {
        String lower = text.toLowerCase(Locale.ROOT);
        Map<String, List<SqlCallable>> byName = new LinkedHashMap<>();
        for (SqlCallable callable : functions.sqlCallables()) {
            for (String name : List.of(callable.name(), callable.shortName())) {
                if (lower.contains(name.toLowerCase(Locale.ROOT))) {
                    byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(callable);
                }
            }
        }
        byName.forEach((name, callables) -> {
            if (callables.stream().map(SqlCallable::name).distinct().count() == 1 && isFree(name, connection)) {
                connection.execute(macro(name, callables, caller));
            }
        });
    }

    private static boolean isFree(String name, Connection connection) {
        try (Statement _ = connection.prepare("SELECT " + Sql.name(name) + "()")) {
            return false;
        } catch (PenstockException e) {
            return String.valueOf(e.getMessage()).contains("does not exist");
        }
    }

    /// One macro, with a form for each number of arguments.
    private static String macro(String name, List<SqlCallable> callables, Caller caller) {
        Map<Integer, String> forms = new LinkedHashMap<>();
        for (SqlCallable callable : callables) {
            List<DataType> types = callable.signature().arguments();
            forms.computeIfAbsent(types.size(), _ -> form(callable, types, caller));
        }
        return "CREATE TEMP MACRO " + Sql.name(name) + String.join(", ", forms.values());
    }

    private static String form(SqlCallable callable, List<DataType> types, Caller caller) {
        var names = new ArrayList<String>();
        var values = new ArrayList<String>();
        // "#0" is there: nobody asks for a type without a value.
        int written = callable.takesType() ? types.size() - 1 : types.size();
        for (DataType type : types.subList(0, written)) {
            String name = "\"#" + names.size() + "\"";
            names.add(name);
            values.add("CAST(" + name + " AS " + SqlTypes.of(type) + ")");
        }
        if (callable.takesType()) {
            values.add("typeof(\"#0\")");
        }
        String body;
        if (callable.scalar() != null) {
            body = caller.call(callable.scalar().get(), values);
        } else {
            AggregateCall aggregate = Objects.requireNonNull(callable.aggregate()).get();
            body = caller.call(new GroupLists(aggregate), List.of(GroupLists.rows(values, "")));
        }
        return "(" + Sql.list(names) + ") AS " + body;
    }

    /// The text with full names of functions in quotes: `rules.net_pay(` would be a function in a schema `rules`.
    String quoted(String text) {
        List<String> dotted =
                functions.list().stream().map(FunctionInfo::name).filter(name -> name.contains(".")).toList();
        if (dotted.stream().noneMatch(text::contains)) {
            return text;
        }
        Function<String, String> quote =
                part -> {
                    String quoted = part;
                    for (String name : dotted) {
                        quoted =
                                quoted.replaceAll(
                                        "(?<![\\w.\"])" + Pattern.quote(name) + "(?=\\s*\\()",
                                        Matcher.quoteReplacement(Sql.name(name)));
                    }
                    return quoted;
                };
        var result = new StringBuilder();
        int from = 0;
        Matcher literals = Pattern.compile("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"").matcher(text);
        while (literals.find()) {
            result.append(quote.apply(text.substring(from, literals.start()))).append(literals.group());
            from = literals.end();
        }
        return result.append(quote.apply(text.substring(from))).toString();
    }

    /// What DuckDB says of a function that it does not know, with what we know of it.
    PenstockException explained(PenstockException error) {
        Matcher missing = MISSING.matcher(String.valueOf(error.getMessage()));
        if (error.code() != ErrorCode.SQL_INTERFACE || !missing.find()) {
            return error;
        }
        FunctionInfo info = functions.find(missing.group(2));
        if (info == null) {
            return error;
        }
        String hint =
                info.kind() == FunctionKind.TABLE
                        ? "\"%s\" makes a table: call it with ps.table_function(\"%s\", frame), and query its answer"
                        : "\"%s\" needs settings, or takes other types with other arguments: call it in an expression,"
                                + " ps.call(\"%s\", ...)";
        return error.hint(hint.formatted(info.name(), info.name()));
    }
}
