package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.source.FileSet;
import dev.penstock.source.parquet.ParquetFacts;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Scans of files as SQL: Parquet by DuckDB's own reader, other formats as rows of ours.
final class FilesSql {
    private FilesSql() {}

    /// A relation in parentheses, or a call of a table function, that can stand behind FROM. Its columns are those of
    /// the scan's schema, in order, called as [SqlNames] of that schema says, of the types that [SqlTypes] says.
    static String from(BoundPlan.FileScan scan, PlanSql.Leaves leaves) {
        Plan.Scan files = scan.scan();
        Options options = files.options();
        if (files.format() != Plan.Format.PARQUET) {
            return ofOurs(scan, leaves);
        }
        FileSet set = FileSet.of(files);
        if (set.files().stream().anyMatch(ParquetFacts::isEncrypted)) {
            throw new PenstockException(ErrorCode.UNSUPPORTED_OPERATION, "DuckDB is not asked to read encrypted files")
                    .hint("leave out engine=\"duckdb\", or collect the files first");
        }
        Schema schema = scan.schema();
        SqlNames names = SqlNames.of(schema);
        String index = options.text("row_index_name");
        String path = options.text("include_file_paths");
        var items = new ArrayList<String>();
        for (Field field : schema.fields()) {
            String name = field.name();
            String value;
            if (name.equals(index)) {
                value = number(options);
            } else {
                value = Sql.name(name);
            }
            items.add("CAST(" + value + " AS " + SqlTypes.of(field.type()) + ") AS " + names.of(name));
        }
        if (items.isEmpty()) {
            items.add("NULL::BOOLEAN AS " + Sql.NONE);
        }
        Long rows = options.integer("n_rows");
        String source = call(set, options, path);
        String limited = rows == null ? source : "(SELECT * FROM " + source + " LIMIT " + rows + ")";
        return "(SELECT " + Sql.list(items) + " FROM " + limited + ")";
    }

    private static String call(FileSet set, Options options, @Nullable String path) {
        var arguments = new ArrayList<String>();
        arguments.add("[" + Sql.list(set.files().stream().map(file -> Sql.text(literal(file))).toList()) + "]");
        if (path != null) {
            arguments.add("filename = " + Sql.text(path));
        }
        arguments.add("union_by_name = " + options.text("missing_columns", "raise").equals("insert"));
        arguments.add("hive_partitioning = " + !set.hiveFields().isEmpty());
        if (!set.hiveFields().isEmpty()) {
            List<String> types =
                    set.hiveFields().stream()
                            .map(field -> Sql.text(field.name()) + ": " + SqlTypes.of(field.type()))
                            .toList();
            arguments.add("hive_types = {" + Sql.list(types) + "}");
        }
        return "read_parquet(" + Sql.list(arguments) + ")";
    }

    /// A path that DuckDB does not take for a pattern.
    static String literal(Path file) {
        return file.toString().replaceAll("[*?\\[]", "[$0]");
    }

    private static String number(Options options) {
        return "row_number() OVER () - 1 + " + options.integer("row_index_offset", 0);
    }

    private static String ofOurs(BoundPlan.FileScan scan, PlanSql.Leaves leaves) {
        String index = scan.scan().options().text("row_index_name");
        if (index == null || !scan.schema().contains(index)) {
            return leaves.rows(scan);
        }
        SqlNames names = SqlNames.of(scan.schema());
        var fields = scan.schema().fields().stream().filter(field -> !field.name().equals(index)).toList();
        var behind = new Schema(fields, scan.schema().metadata());
        SqlNames inner = SqlNames.of(behind);
        var items = new ArrayList<String>();
        for (Field field : scan.schema().fields()) {
            String value =
                    field.name().equals(index)
                            ? "CAST(" + number(scan.scan().options()) + " AS UINTEGER)"
                            : inner.of(field.name());
            items.add(value + " AS " + names.of(field.name()));
        }
        String rows = leaves.rows(new BoundPlan.FileScan(scan.scan(), behind));
        return "(SELECT " + Sql.list(items) + " FROM " + rows + ")";
    }
}
