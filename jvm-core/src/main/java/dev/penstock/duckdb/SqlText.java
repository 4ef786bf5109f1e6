package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.SqlAnswer;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.plan.DeepStack;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// SQL that a user wrote: one statement over tables that have names. It is a query, or writes where the user allows
/// that; settings are changed by none.
final class SqlText {

    /// Parentheses inside of each other: behind this, DuckDB's parser takes minutes.
    private static final int DEEPEST = 200;

    /// Functions that open database files, and those that run a text, called by their full names: the plain names are
    /// taken by macros that refuse (see [Database]). Also inside of strings, because those texts hold names as well.
    private static final Pattern OUT_OF_REACH =
            Pattern.compile("\\.\\s*\"?(read_duckdb|query|query_table)\"?\\s*\\(", Pattern.CASE_INSENSITIVE);

    private SqlText() {}

    private static int deepest(String text) {
        int depth = 0;
        int most = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            most = Math.max(most, depth);
        }
        return most;
    }

    /// What the text answers with.
    ///
    /// @param allowSideEffects whether it may be a statement that writes
    /// @throws PenstockException with code SQL_SYNTAX, SQL_INTERFACE, or UNSUPPORTED_TYPE
    static SqlAnswer answer(
            String text,
            Map<String, Schema> tables,
            Map<String, BoundExpr.Constant> parameters,
            boolean allowSideEffects,
            Database database,
            SqlCalls calls) {
        // The type of the answer does not depend on the values.
        String bound = Parameters.bound(text, parameters, _ -> "CAST($value AS VARCHAR)");
        try (Connection connection = database.connect(Levels.of(text))) {
            tables.forEach(
                    (name, schema) -> connection.execute(emptyView(name, schema, (_, type) -> SqlTypes.of(type))));
            // No function is called before the query runs, so none has a number yet.
            calls.define(
                    text,
                    connection,
                    (call, arguments) -> database.calls().sql(0, call.signature().result(), arguments));
            String quoted = calls.quoted(bound);
            try (Statement statement = only(quoted, connection, database.capi())) {
                boolean writes = SideEffects.of(statement, quoted, connection);
                if (writes && !allowSideEffects) {
                    throw SideEffects.refused();
                }
                Schema schema = schema(statement, database.capi());
                if (writes) {
                    tables.values().forEach(SideEffects::requireValues);
                    SideEffects.requireTypes(statement, schema);
                    return new SqlAnswer(schema, true, Set.of());
                }
                return HandedOn.in(schema, quoted, tables, connection, database.capi());
            } catch (PenstockException e) {
                throw calls.explained(e);
            }
        }
    }

    private static Schema schema(Statement statement, Capi capi) {
        var fields = new ArrayList<Field>();
        for (int i = 0; i < statement.columns(); i++) {
            long type = statement.columnType(i);
            try {
                fields.add(Field.nullable(statement.columnName(i), ResultTypes.of(type, capi)));
            } finally {
                LogicalTypes.destroy(type, capi);
            }
        }
        return new Schema(fields);
    }

    /// The type of a column in SQL.
    interface Types {
        String sql(int column, DataType type);
    }

    /// The statement that makes a view without rows, which stands for a table.
    ///
    /// @param types of its columns
    static String emptyView(String name, Schema schema, Types types) {
        SqlNames names = SqlNames.of(schema);
        var items = new ArrayList<String>();
        for (int i = 0; i < schema.size(); i++) {
            Field field = schema.field(i);
            items.add("NULL::" + types.sql(i, field.type()) + " AS " + names.of(field.name()));
        }
        return "CREATE OR REPLACE TEMP VIEW "
                + Sql.name(name)
                + " AS SELECT "
                + (items.isEmpty() ? "NULL AS " + Sql.NONE : Sql.list(items))
                + " WHERE false";
    }

    /// The text's only statement.
    private static Statement only(String text, Connection connection, Capi capi) {
        if (deepest(text) > DEEPEST) {
            throw new PenstockException(
                    ErrorCode.PLAN_TOO_LARGE, "the SQL text is nested more than " + DEEPEST + " levels deep");
        }
        try (Arena arena = Arena.ofShared()) {
            long extracted = arena.allocate(8, 8).address();
            long sql = arena.allocateFrom(text.replace('\0', ' ')).address();
            long count =
                    DeepStack.call(
                            Levels.of(text),
                            () -> capi.call(Symbol.EXTRACT_STATEMENTS, connection.handle(), sql, extracted));
            try {
                if (count == 0) {
                    String error = Capi.text(capi.call(Symbol.EXTRACT_STATEMENTS_ERROR, Native.getLong(extracted)));
                    throw error.isEmpty()
                            ? new PenstockException(ErrorCode.SQL_SYNTAX, "there is no SQL in the text")
                            : Errors.of(error);
                }
                if (count > 1) {
                    throw new PenstockException(ErrorCode.SQL_INTERFACE, "the text holds " + count + " statements")
                            .hint("run one query at a time");
                }
                refuseFiles(text);
                SideEffects.requireQuiet(text);
                return prepared(text, extracted, connection, capi, arena);
            } finally {
                DeepStack.call(
                        Levels.of(text),
                        () -> {
                            capi.run(Symbol.DESTROY_EXTRACTED, extracted);
                            return extracted;
                        });
            }
        }
    }

    private static void refuseFiles(String text) {
        Matcher found = OUT_OF_REACH.matcher(BareSql.of(text));
        if (found.find()) {
            throw new PenstockException(
                            ErrorCode.SQL_INTERFACE, "the function " + found.group(1) + " cannot be called here")
                    .hint("read database files with DuckDB itself, and pass the tables");
        }
    }

    private static Statement prepared(String text, long extracted, Connection connection, Capi capi, Arena arena) {
        long handle = arena.allocate(8, 8).address();
        int levels = Levels.of(text);
        int state =
                DeepStack.call(
                        levels,
                        () ->
                                capi.status(
                                        Symbol.PREPARE_EXTRACTED_STATEMENT,
                                        connection.handle(),
                                        Native.getLong(extracted),
                                        0,
                                        handle));
        var statement = new Statement(capi, Native.getLong(handle), levels);
        try {
            if (state != 0) {
                throw Errors.of(Capi.text(capi.call(Symbol.PREPARE_ERROR, Native.getLong(handle))));
            }
            return statement;
        } catch (Throwable e) {
            statement.close();
            throw e;
        }
    }

    /// A query that gives the answer with the types and names of its schema.
    ///
    /// @param tables what stands behind AS for each table, by its name
    static String query(String text, Map<String, String> tables, SqlAnswer expected) {
        Schema schema = expected.schema();
        var with = new ArrayList<String>();
        tables.forEach((name, query) -> with.add(Sql.name(name) + " AS " + query));
        SqlNames names = SqlNames.of(schema);
        var inner = new ArrayList<String>();
        var items = new ArrayList<String>();
        for (int i = 0; i < schema.size(); i++) {
            Field field = schema.field(i);
            inner.add("c" + i);
            boolean number = expected.handedOn().contains(i);
            items.add((number ? "c" + i : converted("c" + i, field.type())) + " AS " + names.of(field.name()));
        }
        String answer =
                "SELECT " + Sql.list(items) + " FROM (\n" + BareSql.of(text) + "\n) AS answer(" + Sql.list(inner) + ")";
        return with.isEmpty() ? answer : "WITH " + Sql.list(with) + " " + answer;
    }

    private static String converted(String column, DataType type) {
        return type instanceof DataType.Duration
                ? "epoch_us(" + column + "::INTERVAL)"
                : column + "::" + SqlTypes.of(type);
    }
}
