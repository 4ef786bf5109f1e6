package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which statements of users do something besides answering, and what is asked of those.
final class SideEffects {
    /// DUCKDB_STATEMENT_TYPE_SELECT
    private static final int SELECT = 1;

    /// Statements that a user may allow: INSERT, UPDATE, DELETE, CREATE, ALTER, COPY, DROP, LOAD and INSTALL, ATTACH,
    /// DETACH, COPY DATABASE, UPDATE EXTENSIONS, MERGE INTO. Not those that change settings, which keep the engine
    /// inside of its memory, nor transactions, nor statements that run other statements.
    private static final Set<Integer> ALLOWED = Set.of(2, 3, 5, 7, 9, 11, 14, 15, 21, 25, 26, 28, 29, 30);

    /// Those that DuckDB lets stand inside of a WITH.
    private static final Pattern MAY_WRITE_INSIDE =
            Pattern.compile("\\b(insert|update|delete|merge|copy)\\b", Pattern.CASE_INSENSITIVE);

    /// Statements that do something already when they are prepared, and those that may hold such a one: an export makes
    /// its folder then, and pragmas and imports are run by the parser.
    private static final Set<String> ACT_EARLY = Set.of("export", "import", "explain", "prepare", "pragma", "execute");

    private static final Pattern WORD = Pattern.compile("[A-Za-z]+");

    private SideEffects() {}

    /// Asked before the statement is prepared.
    ///
    /// @throws PenstockException with code SQL_INTERFACE for a statement that must not even be prepared
    static void requireQuiet(String text) {
        Matcher first = WORD.matcher(BareSql.replaced(text, "$"::concat));
        if (first.find() && ACT_EARLY.contains(first.group().toLowerCase(Locale.ROOT))) {
            throw never();
        }
    }

    /// Whether the statement writes, rather than being a query.
    ///
    /// @param text of the statement, which was prepared in `connection`
    /// @throws PenstockException with code SQL_INTERFACE for a statement that nobody may allow
    static boolean of(Statement statement, String text, Connection connection) {
        if (statement.type() == SELECT) {
            String bare = BareSql.of(text);
            return MAY_WRITE_INSIDE.matcher(bare).find() && writesInside(bare, connection);
        }
        if (!ALLOWED.contains(statement.type())) {
            throw never();
        }
        return true;
    }

    private static PenstockException never() {
        return new PenstockException(ErrorCode.SQL_INTERFACE, "only queries can be run, and this is none")
                .hint(
                        "write a SELECT; statements that set, begin, prepare, call, explain or export are not run here,"
                                + " with allow_side_effects neither");
    }

    /// DuckDB calls a query whose WITH writes a SELECT, but refuses to run it inside of another query.
    private static boolean writesInside(String text, Connection connection) {
        try (Statement _ = connection.prepare("SELECT * FROM (\n" + text + "\n)")) {
            return false;
        } catch (PenstockException e) {
            return String.valueOf(e.getMessage()).contains("must be at the top level");
        }
    }

    static PenstockException refused() {
        return new PenstockException(
                        ErrorCode.SQL_INTERFACE, "only queries can be run, and this statement has side effects")
                .hint(
                        "write a SELECT, use the sink_... or write_... methods to write files, or pass"
                                + " allow_side_effects=True");
    }

    /// @throws PenstockException with code UNSUPPORTED_TYPE for a table with a column that DuckDB knows by number only:
    ///   the numbers would be written
    static void requireValues(Schema table) {
        for (Field field : table.fields()) {
            SqlTypes.requireNatural(field.name(), field.type(), "by a statement that writes");
        }
    }

    /// @throws PenstockException with code UNSUPPORTED_TYPE for an answer of a type that is not handed over as it is
    static void requireTypes(Statement statement, Schema answer) {
        for (int i = 0; i < answer.size(); i++) {
            Field field = answer.field(i);
            if (!statement.hasType(i, field.type())) {
                throw new PenstockException(
                                ErrorCode.UNSUPPORTED_TYPE,
                                "the statement answers with the column \""
                                        + field.name()
                                        + "\" of a type that only queries may have")
                        .column(field.name())
                        .hint("cast it: RETURNING " + Sql.name(field.name()) + "::VARCHAR");
            }
        }
    }
}
