package dev.penstock.duckdb;

import dev.penstock.error.PenstockException;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The identifiers that the columns of a relation, or the fields of a struct, have in SQL: their own names, quoted.
///
/// DuckDB does not tell `a` from `A`; of names that differ in case alone the later ones get a number. A name's
/// identifier depends on the names in front of it only, so columns that are appended change nothing. Parameters of
/// lambdas are called `#v` and the like, and a column of such a name gets a number as well: DuckDB would take the one
/// for the other, and say nothing.
final class SqlNames {
    private static final String OURS = "#";

    private final Map<String, String> identifiers = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();

    private SqlNames() {}

    static SqlNames of(Schema schema) {
        return of(schema.fields());
    }

    /// @param fields no two of the same name
    static SqlNames of(List<Field> fields) {
        var result = new SqlNames();
        fields.forEach(field -> result.add(field.name()));
        return result;
    }

    private void add(String name) {
        String identifier = Sql.name(name);
        if (name.startsWith(OURS)) {
            taken.add(identifier.toLowerCase(Locale.ROOT));
        }
        for (int i = 2; !taken.add(identifier.toLowerCase(Locale.ROOT)); i++) {
            identifier = Sql.name(name + "~" + i);
        }
        identifiers.put(name, identifier);
    }

    /// These names and one more, such as the parameter of a lambda.
    SqlNames with(String name) {
        var result = new SqlNames();
        identifiers.keySet().forEach(result::add);
        result.identifiers.remove(name);
        result.add(name);
        return result;
    }

    /// The identifier of a column, quoted.
    String of(String column) {
        String identifier = identifiers.get(column);
        if (identifier == null) {
            throw PenstockException.columnNotFound(column, new ArrayList<>(identifiers.keySet()));
        }
        return identifier;
    }

    List<String> each(List<String> columns) {
        return columns.stream().map(this::of).toList();
    }

    /// The identifier of a column without its quotes, for calls that take names.
    String plain(String column) {
        String quoted = of(column);
        return quoted.substring(1, quoted.length() - 1).replace("\"\"", "\"");
    }

    /// All identifiers in the order of the columns.
    List<String> all() {
        return List.copyOf(identifiers.values());
    }
}
