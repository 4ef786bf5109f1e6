package dev.penstock.duckdb;

import dev.penstock.bind.SqlAnswer;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the durations of tables that a user's text hands on as they are, so that they are durations in its answer.
///
/// No type of DuckDB holds a duration of ours, so that a text sees numbers, and answers with numbers whatever became of
/// them. It is prepared once more, over tables whose durations are of a type with which nothing can be computed: an
/// enumeration of our own for each unit. What the answer has of that type was chosen among the values of such columns,
/// by a join, an order, a group, `max` or `coalesce`, and not changed. A text that computes with a duration does not
/// bind any more; then each of them is tried by itself, and those that are computed with stay numbers.
final class HandedOn {
    /// DUCKDB_TYPE_ENUM
    private static final int ENUM = 23;

    private static final String PREFIX = "penstock duration ";

    /// Beyond that many durations, those of a text that computes with one of them are not tried one by one.
    private static final int MOST_TRIED = 16;

    private final String text;
    private final Map<String, Schema> tables;
    private final Connection connection;
    private final Capi capi;

    private record Place(String table, int column) {}

    private HandedOn(String text, Map<String, Schema> tables, Connection connection, Capi capi) {
        this.text = text.replace('\0', ' ');
        this.tables = tables;
        this.connection = connection;
        this.capi = capi;
    }

    /// The answer of a text, with its durations.
    ///
    /// @param answer what DuckDB says that its columns are
    /// @param connection has views by the names of the tables, which are made anew
    static SqlAnswer in(Schema answer, String text, Map<String, Schema> tables, Connection connection, Capi capi) {
        List<Place> durations = durations(tables);
        if (durations.isEmpty()) {
            return new SqlAnswer(answer);
        }
        Map<Integer, TimeUnit> found = new HandedOn(text, tables, connection, capi).found(durations);
        var fields = new ArrayList<>(answer.fields());
        // What is no number behind real columns was made to look like a duration by the text itself.
        found.keySet().removeIf(column -> !fields.get(column).type().equals(Types.INT64));
        found.forEach(
                (column, unit) -> fields.set(column, Field.nullable(fields.get(column).name(), new Duration(unit))));
        return new SqlAnswer(new Schema(fields), false, Set.copyOf(found.keySet()));
    }

    private static List<Place> durations(Map<String, Schema> tables) {
        var places = new ArrayList<Place>();
        tables.forEach((name, schema) -> {
            for (int i = 0; i < schema.size(); i++) {
                if (schema.field(i).type() instanceof Duration) {
                    places.add(new Place(name, i));
                }
            }
        });
        return places;
    }

    private Map<Integer, TimeUnit> found(List<Place> durations) {
        Map<Integer, TimeUnit> all = tried(durations);
        if (all != null) {
            return all;
        }
        var found = new LinkedHashMap<Integer, TimeUnit>();
        if (durations.size() > 1 && durations.size() <= MOST_TRIED) {
            for (Place place : durations) {
                Map<Integer, TimeUnit> one = tried(List.of(place));
                if (one != null) {
                    found.putAll(one);
                }
            }
        }
        return found;
    }

    /// Columns of the answer whose values come from these alone; null when the text computes with one of them.
    private @Nullable Map<Integer, TimeUnit> tried(List<Place> durations) {
        tables.forEach((name, schema) ->
                connection.execute(
                        SqlText.emptyView(
                                name,
                                schema,
                                (column, type) ->
                                        durations.contains(new Place(name, column))
                                                        && type instanceof Duration(TimeUnit unit)
                                                ? "ENUM(" + Sql.text(PREFIX + unit.symbol()) + ")"
                                                : SqlTypes.of(type))));
        try (Statement statement = connection.prepare(text)) {
            var found = new LinkedHashMap<Integer, TimeUnit>();
            for (int i = 0; i < statement.columns(); i++) {
                TimeUnit unit = unit(statement.columnType(i));
                if (unit != null) {
                    found.put(i, unit);
                }
            }
            return found;
        } catch (PenstockException _) {
            return null;
        }
    }

    /// @param type destroyed
    private @Nullable TimeUnit unit(long type) {
        try {
            if (capi.status(Symbol.GET_TYPE_ID, type) != ENUM) {
                return null;
            }
            String value = capi.take(capi.call(Symbol.ENUM_DICTIONARY_VALUE, type, 0));
            return value.startsWith(PREFIX) ? TimeUnit.of(value.substring(PREFIX.length())) : null;
        } finally {
            LogicalTypes.destroy(type, capi);
        }
    }
}
