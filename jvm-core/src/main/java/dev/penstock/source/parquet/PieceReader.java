package dev.penstock.source.parquet;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Empty;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;
import dev.penstock.source.FileSet;
import dev.penstock.source.RepeatedText;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Decodes pieces: first the columns that the filter reads, and of the others only what passes it.
final class PieceReader implements AutoCloseable {
    private static final long MOST_ROWS = 0xFFFF_FFFFL;

    private final ScanRequest request;
    private final FileSet files;
    private final @Nullable String pathColumn;
    private final @Nullable String indexColumn;
    private final long indexOffset;
    private final boolean missing;

    /// The column in which a filter sees the numbers of the rows, and hands on those that stay. No other one has its
    /// name.
    private final String rowColumn;

    private final Schema filtered;
    private final Schema kept;
    private final Schema all;
    private @Nullable Column rowNumbers;
    private boolean closed;

    PieceReader(ScanRequest request, FileSet files) {
        this.request = request;
        this.files = files;
        var options = request.scan().options();
        pathColumn = options.text("include_file_paths");
        indexColumn = options.text("row_index_name");
        indexOffset = options.integer("row_index_offset", 0);
        missing = options.text("missing_columns", "raise").equals("insert");
        List<Field> read = request.filtered();
        rowColumn =
                free(
                        "#row",
                        request.schema().names(),
                        read == null ? List.of() : read.stream().map(Field::name).toList());
        var fields = new ArrayList<>(read == null ? List.<Field>of() : read);
        fields.add(new Field(rowColumn, Types.UINT32, false));
        filtered = new Schema(fields);
        kept =
                new Schema(
                        fields.stream()
                                .filter(field ->
                                        field.name().equals(rowColumn) || request.schema().contains(field.name()))
                                .map(field ->
                                        field.name().equals(rowColumn) ? field : request.schema().field(field.name()))
                                .toList());
        Map<String, Field> each = new LinkedHashMap<>();
        request.schema().fields().forEach(field -> each.put(field.name(), field));
        (read == null ? List.<Field>of() : read).forEach(field -> each.putIfAbsent(field.name(), field));
        all = new Schema(List.copyOf(each.values()));
    }

    private static String free(String name, List<String> taken, List<String> others) {
        String free = name;
        while (taken.contains(free) || others.contains(free)) {
            free = "#" + free;
        }
        return free;
    }

    /// The schema of the batches that a filter sees.
    Schema filtered() {
        return filtered;
    }

    /// The schema of the batches that a filter hands on.
    Schema kept() {
        return kept;
    }

    /// All columns that are read, for the result or for the filter.
    Schema schema() {
        return all;
    }

    /// The columns that the scan itself adds: the row's number, the file's path.
    List<String> added() {
        return Stream.of(indexColumn, pathColumn).filter(Objects::nonNull).toList();
    }

    /// Whether a row's number among all rows matters.
    boolean countsRows() {
        return indexColumn != null && all.contains(indexColumn);
    }

    @Nullable Batch read(Piece piece, @Nullable RowFilter filter) {
        if (filter == null) {
            return all(piece);
        }
        filter.see(piece.rows());
        List<@Nullable ColumnReader> readers = new ArrayList<>();
        filter.tests().forEach(field -> readers.add(reader(piece, field)));
        try (TestedRows tested = TestedRows.of(piece, filter, readers, request.allocator())) {
            if (tested.isEmpty()) {
                return null;
            }
            try (Batch seen = seen(piece, filter.reads(tested.passed()), tested.numbers());
                    Batch stay = filter.keep(seen, tested.passed())) {
                return stay == null || stay.rows() == 0 ? null : selected(piece, stay);
            }
        }
    }

    /// The reader of a column that the file has as it is wanted; null for others.
    private @Nullable ColumnReader reader(Piece piece, Field field) {
        ParquetFile file = piece.group().file().file();
        String name = field.name();
        boolean added =
                name.equals(indexColumn)
                        || name.equals(pathColumn)
                        || files.hiveFields().stream().anyMatch(folder -> folder.name().equals(name));
        if (added || !file.columns().schema().contains(name) || isCast(file, field)) {
            return null;
        }
        Shape shape = ScanColumns.check(file, field, files.files().getFirst(), missing, true);
        return shape == null ? null : piece.group().reader(shape, field);
    }

    /// Whether a user wants the column as another type than the file has.
    private boolean isCast(ParquetFile file, Field field) {
        boolean given = request.scan().schema() != null || request.scan().schemaOverrides().containsKey(field.name());
        return given
                && file.columns().schema().contains(field.name())
                && !WrittenTypes.fits(file.columns().shape(field.name()), field.type());
    }

    private Batch all(Piece piece) {
        var columns = new ArrayList<Column>();
        try {
            for (Field field : request.schema().fields()) {
                columns.add(column(piece, field, null, piece.rows()));
            }
            return new Batch(request.schema(), piece.rows(), columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    /// What the filter sees of the piece, or of the rows whose numbers are given.
    private Batch seen(Piece piece, Schema schema, @Nullable Column numbers) {
        long count = numbers == null ? piece.rows() : numbers.length();
        Selection rows = numbers == null ? null : selection(numbers);
        var columns = new ArrayList<Column>();
        try {
            for (Field field : schema.fields()) {
                if (field.name().equals(rowColumn)) {
                    columns.add(numbers == null ? rowNumbers(count) : numbers.share());
                } else {
                    columns.add(column(piece, field, rows, count));
                }
            }
            return new Batch(schema, count, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    private Batch selected(Piece piece, Batch stay) {
        Schema known = stay.schema();
        Selection rows = stay.rows() == piece.rows() ? null : selection(stay.column(known.size() - 1));
        var columns = new ArrayList<Column>();
        try {
            for (Field field : request.schema().fields()) {
                columns.add(
                        known.contains(field.name())
                                ? stay.column(known.indexOf(field.name())).share()
                                : column(piece, field, rows, stay.rows()));
            }
            return new Batch(request.schema(), stay.rows(), columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    private static Selection selection(Column numbers) {
        ArrayData data = numbers.data();
        return new Selection(data.buffer(1).address() + (data.offset() << 2), data.length());
    }

    /// A column of the piece, or of the selected rows of it.
    private Column column(Piece piece, Field field, @Nullable Selection rows, long count) {
        ScannedFile file = piece.group().file();
        String name = field.name();
        if (name.equals(indexColumn)) {
            return index(piece.group().firstRow() + piece.from() + indexOffset, rows, count);
        }
        if (name.equals(pathColumn)) {
            return RepeatedText.of(field, files.files().get(file.number()).toString(), count, request.allocator());
        }
        int folder = files.hiveFields().stream().map(Field::name).toList().indexOf(name);
        if (folder >= 0) {
            return RepeatedText.of(field, file.folders().get(folder), count, request.allocator());
        }
        return stored(piece, field, rows, count);
    }

    private Column stored(Piece piece, Field field, @Nullable Selection rows, long count) {
        ParquetFile file = piece.group().file().file();
        Schema schema = file.columns().schema();
        if (isCast(file, field)) {
            Field stored = schema.field(field.name());
            return request.casts().cast(read(piece, file.columns().shape(field.name()), stored, rows), field);
        }
        Shape shape = ScanColumns.check(file, field, files.files().getFirst(), missing, true);
        return shape == null ? Empty.nulls(field.type(), count, request.allocator()) : read(piece, shape, field, rows);
    }

    private Column read(Piece piece, Shape shape, Field field, @Nullable Selection rows) {
        ColumnReader reader = piece.group().reader(shape, field);
        return rows == null ? reader.read(piece.from(), piece.rows()) : reader.read(piece.from(), piece.rows(), rows);
    }

    private Column index(long first, @Nullable Selection rows, long count) {
        if (count > 0 && first + (rows == null ? count - 1 : rows.row(count - 1)) > MOST_ROWS) {
            throw new PenstockException(ErrorCode.COMPUTE, "a row index ends at " + MOST_ROWS)
                    .hint("count with int_range, which has 64 bits");
        }
        try (var assembly = new Assembly(request.allocator())) {
            Buffer values = assembly.buffer(count * Integer.BYTES);
            for (long i = 0; i < count; i++) {
                Native.putInt(values.address() + (i << 2), (int) (first + (rows == null ? i : rows.row(i))));
            }
            return assembly.finish(ArrayData.flat(Types.UINT32, count, 0, Buffer.NONE, values));
        }
    }

    /// The numbers from 0 on. All pieces share them.
    private synchronized Column rowNumbers(long rows) {
        Column known = rowNumbers;
        if (known == null || known.length() < rows) {
            if (known != null) {
                known.close();
            }
            known = index(0, null, Math.max(rows, ParquetScan.PIECE_ROWS));
            rowNumbers = known;
        }
        Column slice = known.slice(0, rows);
        if (closed) {
            known.close();
            rowNumbers = null;
        }
        return slice;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (rowNumbers != null) {
            rowNumbers.close();
            rowNumbers = null;
        }
    }
}
