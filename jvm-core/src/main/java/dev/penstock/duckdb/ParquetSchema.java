package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.source.IpcSchema;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The columns of a Parquet file: as DuckDB reads them, and where an Arrow writer left its schema in the file, as they
/// were before they were written.
final class ParquetSchema {
    private final Database database;

    ParquetSchema(Database database) {
        this.database = database;
    }

    /// @throws PenstockException with code IO for a file that is none, or was cut, UNSUPPORTED_TYPE for a decimal that
    ///   DuckDB cannot read
    Schema of(Path file) {
        String path = Sql.text(FilesSql.literal(file));
        Schema stored = stored(file, path);
        Schema written = written(path);
        if (written == null) {
            return stored;
        }
        var fields = new ArrayList<Field>();
        for (Field field : stored.fields()) {
            Field before = written.contains(field.name()) ? written.field(field.name()) : null;
            if (before != null
                    && before.type().logical() instanceof DataType.Decimal(_, int precision, _)
                    && precision > 38) {
                throw new PenstockException(
                                ErrorCode.UNSUPPORTED_TYPE,
                                "%s: the column \"%s\" of type %s cannot be read"
                                        .formatted(file, field.name(), before.type()))
                        .column(field.name())
                        .hint("write it with at most 38 digits, or as a string");
            }
            fields.add(before != null && fits(before.type(), field.type()) ? before : field);
        }
        return new Schema(fields, written.metadata());
    }

    /// The columns as DuckDB reads them.
    private Schema stored(Path file, String path) {
        try (Connection connection = database.connect();
                Statement statement =
                        connection.prepare("SELECT * FROM read_parquet(" + path + ", hive_partitioning = false)")) {
            var fields = new ArrayList<Field>();
            for (int i = 0; i < statement.columns(); i++) {
                long type = statement.columnType(i);
                try {
                    DataType read = ResultTypes.of(type, database.capi());
                    // What DuckDB reads as an interval has no type of ours: it stays text.
                    fields.add(
                            Field.nullable(
                                    statement.columnName(i), read instanceof DataType.Duration ? Types.UTF8 : read));
                } finally {
                    LogicalTypes.destroy(type, database.capi());
                }
            }
            return new Schema(fields);
        } catch (PenstockException e) {
            throw broken(file, e);
        }
    }

    private static PenstockException broken(Path file, PenstockException e) {
        if (e.code() == ErrorCode.MEMORY_LIMIT || e.code() == ErrorCode.CANCELLED || e.code() == ErrorCode.DUPLICATE) {
            return e;
        }
        return new PenstockException(ErrorCode.IO, "cannot read " + file + " as Parquet: " + e.getMessage(), e)
                .hint("the file was damaged, not written to its end, or is of another format");
    }

    private @Nullable Schema written(String path) {
        List<List<@Nullable String>> found =
                TextRows.of(
                        database,
                        "SELECT decode(key), decode(value) FROM parquet_kv_metadata("
                                + path
                                + ") WHERE decode(key) IN ('"
                                + IpcSchema.PARQUET_KEY
                                + "', '"
                                + FilesSql.OWN_KEY
                                + "')");
        @Nullable String text = null;
        for (List<@Nullable String> pair : found) {
            if (text == null || FilesSql.OWN_KEY.equals(pair.getFirst())) {
                text = pair.get(1);
            }
        }
        if (text == null) {
            return null;
        }
        try {
            return IpcSchema.decode(text);
        } catch (PenstockException _) {
            // What another writer left there, or types that are not known: the file can be read without.
            return null;
        }
    }

    /// Whether values that DuckDB reads as `stored` can be ones of type `written`.
    private static boolean fits(DataType written, DataType stored) {
        DataType plain = written.logical();
        return switch (plain) {
            case DataType.Null _ -> true;
            case DataType.Duration _ -> stored.equals(Types.INT64);
            case DataType.Time _ -> stored instanceof DataType.Time;
            case DataType.Timestamp _ -> stored instanceof DataType.Timestamp;
            case DataType.Date _ -> stored instanceof DataType.Date;
            case DataType.FloatingPoint(int bits) ->
                    stored instanceof DataType.FloatingPoint(int other) && (bits == other || bits == 16);
            case DataType.FixedSizeBinary _ -> stored.equals(Types.BINARY);
            case DataType.Decimal(_, int precision, int scale) ->
                    stored instanceof DataType.Decimal(_, int p, int s) && precision == p && scale == s;
            case DataType.ListOf(Field element, _) ->
                    stored instanceof DataType.ListOf(Field other, _) && fits(element.type(), other.type());
            case DataType.FixedSizeListOf(Field element, _) ->
                    stored instanceof DataType.ListOf(Field other, _) && fits(element.type(), other.type());
            case DataType.StructOf(List<Field> fields) -> {
                boolean same =
                        stored instanceof DataType.StructOf(List<Field> others) && others.size() == fields.size();
                for (int i = 0; same && i < fields.size(); i++) {
                    Field other = ArrowFormat.children(stored).get(i);
                    same = other.name().equals(fields.get(i).name()) && fits(fields.get(i).type(), other.type());
                }
                yield same;
            }
            case DataType.MapOf map ->
                    stored instanceof DataType.MapOf other
                            && fits(map.key().type(), other.key().type())
                            && fits(map.value().type(), other.value().type());
            case DataType.Interval _, DataType.Union _ -> false;
            default -> plain.equals(stored.logical());
        };
    }

    /// That every file has the columns of the first one, of the same types.
    ///
    /// @param missing whether files may lack columns, and `extra` whether they may have more
    void check(List<Path> files, boolean missing, boolean extra) {
        Map<String, DataType> first = types(files.getFirst());
        for (Path file : files.subList(1, files.size())) {
            Map<String, DataType> other = types(file);
            first.forEach((name, type) -> {
                DataType found = other.get(name);
                if (found == null && !missing) {
                    throw mismatch(file, "lacks the column \"" + name + "\" of " + files.getFirst(), name)
                            .hint("pass missing_columns=\"insert\" to fill it with nulls");
                }
                if (found != null && !found.equals(type)) {
                    throw mismatch(
                            file, "has the column \"" + name + "\" as " + found + ", the first file as " + type, name);
                }
            });
            for (String name : other.keySet()) {
                if (!first.containsKey(name) && !extra) {
                    throw mismatch(file, "has the column \"" + name + "\", which " + files.getFirst() + " lacks", name)
                            .hint("pass extra_columns=\"ignore\" to leave it out");
                }
            }
        }
    }

    private Map<String, DataType> types(Path file) {
        var types = new java.util.LinkedHashMap<String, DataType>();
        stored(file, Sql.text(FilesSql.literal(file))).fields().forEach(field -> types.put(field.name(), field.type()));
        return types;
    }

    private static PenstockException mismatch(Path file, String what, String column) {
        return new PenstockException(ErrorCode.SCHEMA_MISMATCH, file + " " + what).column(column);
    }
}
