package dev.penstock.source.parquet;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.source.FileSet;
import dev.penstock.source.FilesScan;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The columns of a scan of Parquet files: those that the files have, and those that the scan adds.
public final class ScanColumns {
    /// Files beyond this many are not compared with one another before they are read.
    private static final int COMPARED = 256;

    private ScanColumns() {}

    /// The columns of the scan.
    ///
    /// @throws PenstockException with code IO_NOT_FOUND, IO, SCHEMA_MISMATCH for files that do not agree,
    ///   COLUMN_NOT_FOUND for a column that was asked for and is not there, DUPLICATE for an added column that the
    ///   files have already
    public static Schema schema(Plan.Scan scan) {
        FileSet files = FileSet.of(scan);
        Options options = scan.options();
        Schema first = of(files.files().getFirst());
        boolean missing = options.text("missing_columns", "raise").equals("insert");
        boolean extra = options.text("extra_columns", "raise").equals("ignore");
        if (files.files().size() <= COMPARED && !(missing && extra) && scan.schema() == null) {
            compare(files.files(), first, missing, extra);
        }
        var fields = new ArrayList<Field>();
        String index = options.text("row_index_name");
        if (index != null) {
            fields.add(new Field(index, Types.UINT32, false));
        }
        Set<String> hive = new HashSet<>(files.hiveFields().stream().map(Field::name).toList());
        List<Field> given = scan.schema();
        for (Field field : given == null ? first.fields() : given) {
            if (!hive.contains(field.name())) {
                if (!first.contains(field.name()) && !missing) {
                    throw PenstockException.columnNotFound(field.name(), first.names());
                }
                fields.add(overridden(field, scan.schemaOverrides()));
            }
        }
        fields.addAll(files.hiveFields());
        String path = options.text("include_file_paths");
        if (path != null) {
            fields.add(FilesScan.pathField(path));
        }
        return new Schema(fields, first.metadata());
    }

    private static Field overridden(Field field, Map<String, DataType> overrides) {
        DataType type = overrides.get(field.name());
        return type == null ? field : field.typed(type);
    }

    private static Schema of(Path file) {
        try (ParquetFile opened = ParquetFile.open(file)) {
            return opened.columns().schema();
        }
    }

    /// That every file has the columns of the first one, of the same types.
    ///
    /// @param missing whether files may lack columns, and `extra` whether they may have more
    private static void compare(List<Path> files, Schema first, boolean missing, boolean extra) {
        for (Path file : files.subList(1, files.size())) {
            try (ParquetFile opened = ParquetFile.open(file)) {
                for (Field field : first.fields()) {
                    check(opened, field, files.getFirst(), missing, false);
                }
                for (String name : opened.columns().schema().names()) {
                    if (!first.contains(name) && !extra) {
                        throw extra(file, name, files.getFirst());
                    }
                }
            }
        }
    }

    private static PenstockException extra(Path file, String name, Path first) {
        return mismatch(file, "has the column \"" + name + "\", which " + first + " lacks", name)
                .hint("pass extra_columns=\"ignore\" to leave it out");
    }

    private static Shape shape(ParquetFile file, Field field, boolean narrow) {
        Shape shape = file.columns().shape(field.name());
        return narrow ? Shapes.narrowed(shape, field.type()) : shape;
    }

    /// The shape of a column in a file that is not the first one; null when the file lacks it.
    ///
    /// @param narrow whether structs may have more fields in the file, which are left out
    /// @throws PenstockException with code SCHEMA_MISMATCH when it lacks it and must not, or has it otherwise
    static @Nullable Shape check(ParquetFile file, Field field, Path first, boolean missing, boolean narrow) {
        Schema schema = file.columns().schema();
        String name = field.name();
        if (!schema.contains(name)) {
            if (missing) {
                return null;
            }
            throw mismatch(file.path(), "lacks the column \"" + name + "\" of " + first, name)
                    .hint("pass missing_columns=\"insert\" to fill it with nulls");
        }
        Shape shape = shape(file, field, narrow);
        if (!WrittenTypes.fits(shape, field.type())) {
            throw mismatch(
                    file.path(),
                    "has the column \""
                            + name
                            + "\" as "
                            + schema.field(name).type()
                            + ", the first file as "
                            + field.type(),
                    name);
        }
        return shape;
    }

    private static PenstockException mismatch(Path file, String what, String column) {
        return new PenstockException(ErrorCode.SCHEMA_MISMATCH, file + " " + what).column(column);
    }
}
