package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Options;
import dev.penstock.source.parquet.ArrowKeys;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A Parquet file written by DuckDB's COPY. The file carries its Arrow schema, so that types which Parquet lacks come
/// back.
final class ParquetCopy {
    private static final List<String> COMPRESSIONS = List.of("uncompressed", "snappy", "gzip", "brotli", "lz4", "zstd");

    private final BoundPlan.Sink sink;
    private final Schema schema;

    /// @throws PenstockException with code UNSUPPORTED_TYPE for a column that Parquet cannot hold, DUPLICATE for names
    ///   that DuckDB cannot tell apart
    ParquetCopy(BoundPlan.Sink sink) {
        this.sink = sink;
        if (sink.options().text("encryption") != null) {
            throw new PenstockException(
                            ErrorCode.UNSUPPORTED_OPERATION,
                            "DuckDB is not asked to write encrypted files, and Penstock does not write them"
                                    + " to folders of partitions or with Brotli")
                    .hint("leave out engine=\"duckdb\", partition_by and Brotli");
        }
        schema = sink.input().schema();
        SqlNames names = SqlNames.of(schema);
        for (Field field : schema.fields()) {
            if (SqlTypes.isCarried(field.type())) {
                throw new PenstockException(
                                ErrorCode.UNSUPPORTED_TYPE,
                                "the column \"%s\" of type %s cannot be written to Parquet"
                                        .formatted(field.name(), field.type()))
                        .column(field.name())
                        .hint("drop it, cast it, or write an Arrow IPC file");
            }
            if (!names.of(field.name()).equals('"' + field.name().replace("\"", "\"\"") + '"')) {
                throw new PenstockException(
                                ErrorCode.DUPLICATE,
                                "the column name \""
                                        + field.name()
                                        + "\" cannot be written to Parquet beside one that differs in case alone")
                        .column(field.name())
                        .hint("rename it first");
            }
        }
    }

    /// The statement that writes to `target`.
    String sql(Path target, PlanSql plans) {
        SqlNames names = SqlNames.of(schema);
        var items = new ArrayList<String>();
        for (Field field : schema.fields()) {
            String name = names.of(field.name());
            items.add(exported(name, field.type()) + " AS " + name);
        }
        return "COPY (SELECT "
                + Sql.list(items)
                + " FROM ("
                + plans.of(sink.input())
                + ")) TO "
                + Sql.text(target.toString())
                + " ("
                + Sql.list(options())
                + ")";
    }

    /// The value in the type under which Parquet says most about it.
    private static String exported(String value, DataType type) {
        if (type.logical() instanceof DataType.Null) {
            return "NULL";
        }
        String stored = stored(type.logical());
        return stored.equals(SqlTypes.of(type)) ? value : "CAST(" + value + " AS " + stored + ")";
    }

    /// Instants are marked as such; fixed-size lists are lists, because pyarrow does not read those of DuckDB that hold
    /// nulls.
    private static String stored(DataType type) {
        return switch (type) {
            case DataType.Timestamp(TimeUnit unit, String zone) when zone != null ->
                    unit == TimeUnit.NANOSECOND ? "TIMESTAMPTZ_NS" : "TIMESTAMPTZ";
            case DataType.ListOf(Field element, _) -> stored(element.type()) + "[]";
            case DataType.FixedSizeListOf(Field element, _) -> stored(element.type()) + "[]";
            case DataType.StructOf(List<Field> fields) -> {
                SqlNames names = SqlNames.of(fields);
                yield fields.stream()
                        .map(field -> names.of(field.name()) + " " + stored(field.type()))
                        .collect(Collectors.joining(", ", "STRUCT(", ")"));
            }
            case DataType.MapOf map -> "MAP(" + stored(map.key().type()) + ", " + stored(map.value().type()) + ")";
            default -> SqlTypes.of(type);
        };
    }

    private List<String> options() {
        Options given = sink.options();
        var options = new ArrayList<String>();
        options.add("FORMAT parquet");
        String compression = given.text("compression", "zstd").toLowerCase(Locale.ROOT);
        if (!COMPRESSIONS.contains(compression)) {
            throw PenstockException.unknown(ErrorCode.CONFIG, "compression", compression, COMPRESSIONS);
        }
        options.add("COMPRESSION " + (compression.equals("lz4") ? "lz4_raw" : compression));
        Long level = given.integer("compression_level");
        if (level != null && compression.equals("zstd")) {
            options.add("COMPRESSION_LEVEL " + level);
        }
        Long rows = given.integer("row_group_size");
        if (rows != null) {
            options.add("ROW_GROUP_SIZE " + Math.max(1, rows));
        }
        List<String> partition = given.texts("partition_by");
        if (!partition.isEmpty()) {
            SqlNames names = SqlNames.of(schema);
            partition.forEach(schema::field);
            options.add("PARTITION_BY (" + Sql.list(names.each(partition)) + ")");
        } else {
            options.add("USE_TMP_FILE false");
            options.add("KV_METADATA {" + Sql.list(metadata(given)) + "}");
        }
        return options;
    }

    private List<String> metadata(Options given) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (given.raw("metadata") instanceof Map<?, ?> metadata) {
            metadata.forEach((key, value) -> pairs.put(String.valueOf(key), String.valueOf(value)));
        }
        pairs.putAll(ArrowKeys.of(schema));
        return pairs.entrySet().stream()
                .map(pair -> Sql.text(pair.getKey()) + ": " + Sql.text(pair.getValue()))
                .toList();
    }
}
