package dev.penstock.source;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.plan.Plan;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rows of files of our own readers, one file after the other, and the columns that a scan adds to them.
///
/// The row index is not made here: a scan that wants one is the scan without it below a `RowIndex`.
public final class FilesScan implements BatchStream {
    private final FileSet files;
    private final FileFormat format;
    private final Schema schema;
    private final @Nullable String pathColumn;
    private final Schema stored;
    private final Allocator allocator;
    private long rowsLeft;
    private int next;
    private @Nullable BatchStream current;
    private boolean closed;

    /// @param schema some of the columns that [#schema(Plan.Scan)] has, in any order
    public FilesScan(Plan.Scan scan, Schema schema, Allocator allocator) {
        files = FileSet.of(scan);
        format = FileFormat.of(scan);
        this.schema = schema;
        this.allocator = allocator;
        pathColumn = scan.options().text("include_file_paths");
        Set<String> added = added(files, pathColumn);
        stored = new Schema(schema.fields().stream().filter(field -> !added.contains(field.name())).toList());
        Long rows = scan.options().integer("n_rows");
        rowsLeft = rows == null ? Long.MAX_VALUE : rows;
    }

    private static Set<String> added(FileSet files, @Nullable String pathColumn) {
        var added = new java.util.HashSet<String>();
        files.hiveFields().forEach(field -> added.add(field.name()));
        if (pathColumn != null) {
            added.add(pathColumn);
        }
        return added;
    }

    /// The columns of the scan.
    ///
    /// @throws dev.penstock.error.PenstockException with code IO_NOT_FOUND, IO, or DUPLICATE for a path column that the
    ///   files have already
    public static Schema schema(Plan.Scan scan) {
        FileSet files = FileSet.of(scan);
        Schema first = FileFormat.of(scan).schema(files.files());
        var fields = new ArrayList<Field>();
        String index = scan.options().text("row_index_name");
        if (index != null) {
            fields.add(new Field(index, Types.UINT32, false));
        }
        Set<String> hive = added(files, null);
        first.fields().stream().filter(field -> !hive.contains(field.name())).forEach(fields::add);
        fields.addAll(files.hiveFields());
        String pathColumn = scan.options().text("include_file_paths");
        if (pathColumn != null) {
            fields.add(pathField(pathColumn));
        }
        return new Schema(fields, first.metadata());
    }

    /// The column with the path of each row's file.
    public static Field pathField(String name) {
        return Field.nullable(name, Types.UTF8);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        while (!closed && rowsLeft > 0) {
            BatchStream stream = current;
            if (stream == null) {
                if (next == files.files().size()) {
                    return null;
                }
                current = open(files.files().get(next++));
                continue;
            }
            Batch batch = stream.next();
            if (batch == null) {
                stream.close();
                current = null;
                continue;
            }
            try (batch) {
                return completed(batch);
            }
        }
        return null;
    }

    private BatchStream open(Path path) {
        return format.open(path, stored, rowsLeft, allocator);
    }

    private Batch completed(Batch batch) {
        long rows = Math.min(rowsLeft, batch.rows());
        rowsLeft -= rows;
        var columns = new ArrayList<Column>();
        try {
            for (Field field : schema.fields()) {
                columns.add(column(field, batch, rows));
            }
            return new Batch(schema, rows, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    private Column column(Field field, Batch batch, long rows) {
        if (stored.contains(field.name())) {
            return batch.column(stored.indexOf(field.name())).slice(0, rows);
        }
        if (field.name().equals(pathColumn)) {
            return RepeatedText.of(field, files.files().get(next - 1).toString(), rows, allocator);
        }
        int folder = files.hiveFields().stream().map(Field::name).toList().indexOf(field.name());
        return RepeatedText.of(field, files.hive().get(next - 1).get(folder), rows, allocator);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
