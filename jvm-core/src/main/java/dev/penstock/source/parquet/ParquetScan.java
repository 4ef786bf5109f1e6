package dev.penstock.source.parquet;

import dev.penstock.column.Batch;
import dev.penstock.plan.Plan;
import dev.penstock.source.FileSet;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/// The rows of Parquet files, in pieces that workers decode side by side: [#claim] hands pieces out in the order of the
/// rows, [#read] decodes one.
///
/// What cannot fulfil the scan's condition is not handed out: files by their folders' values, row groups and pages by
/// what they say of themselves. Thread-safe.
public final class ParquetScan implements AutoCloseable {
    /// A piece of 8-byte values just fits into a block of 1 MiB. The row groups of several writers have 122,880 rows,
    /// or a few more where Polars makes all of them the same size: one of two pieces would have to wait for the other.
    static final int PIECE_ROWS = 131_000;

    /// A piece of wide rows has fewer of them.
    private static final long PIECE_BYTES = 32L << 20;

    private static final int LEAST_PIECE_ROWS = 2_048;

    private final ScanRequest request;
    private final FileSet files;
    private final PieceReader reader;
    private final boolean prunes;
    private final Queue<Piece> pieces = new ArrayDeque<>();
    private final Set<List<String>> partitions = new HashSet<>();
    private long rowsLeft;
    private long nextRow;
    private int nextFile;
    private int nextGroup;
    private @Nullable ScannedFile current;
    private boolean closed;

    public ParquetScan(ScanRequest request) {
        this.request = request;
        Plan.Scan scan = request.scan();
        files = FileSet.of(scan);
        reader = new PieceReader(request, files);
        prunes = scan.options().flag("use_statistics", true);
        Long most = scan.options().integer("n_rows");
        rowsLeft = Math.min(request.rows(), most == null ? Long.MAX_VALUE : most);
    }

    /// The schema of the batches that a filter sees: the columns that it reads, and one more.
    public Schema filteredSchema() {
        return reader.filtered();
    }

    /// The schema of the batches that a filter hands on: those of its columns that are wanted, and the one more.
    public Schema keptSchema() {
        return reader.kept();
    }

    /// The next piece, which the caller closes; null at the end.
    public synchronized @Nullable Piece claim() {
        while (!closed) {
            Piece piece = pieces.poll();
            if (piece != null) {
                return piece;
            }
            if (rowsLeft <= 0 || !advance()) {
                leaveFile();
                return null;
            }
        }
        return null;
    }

    /// The rows of a piece that pass the filter, under the scan's schema; null when there are none. The caller owns
    /// them.
    ///
    /// @param filter null when all rows are wanted
    public @Nullable Batch read(Piece piece, @Nullable RowFilter filter) {
        return reader.read(piece, filter);
    }

    /// Goes on to the next row group, or to the next file; whether there was one.
    private boolean advance() {
        ScannedFile file = current;
        if (file == null) {
            return nextFile < files.files().size() && openNext();
        }
        if (nextGroup == file.file().rowGroups().size()) {
            leaveFile();
            return true;
        }
        enter(file, nextGroup++);
        return true;
    }

    private boolean openNext() {
        int number = nextFile++;
        List<String> folders = files.hive().isEmpty() ? List.of() : files.hive().get(number);
        boolean keep = !prunes || PrunedFile.may(request.condition(), folderValues(folders)::get, (_, _) -> true);
        if (!files.hive().isEmpty() && partitions.add(folders)) {
            request.counts().addPartition(keep);
        }
        // Rows of a file that is left out count all the same.
        if (keep || rowsLeft < Long.MAX_VALUE || reader.countsRows()) {
            ParquetFile opened = ParquetFile.open(files.files().get(number));
            if (keep) {
                current = new ScannedFile(opened, number, folders);
                nextGroup = 0;
            } else {
                try (opened) {
                    opened.rowGroups().forEach(group -> pass(group.getNum_rows()));
                }
            }
        }
        return true;
    }

    private void pass(long rows) {
        long wanted = Math.min(rows, rowsLeft);
        rowsLeft -= wanted;
        nextRow += rows;
    }

    private Map<String, Known> folderValues(List<String> folders) {
        Map<String, Known> values = new HashMap<>();
        for (int i = 0; i < folders.size(); i++) {
            Field field = files.hiveFields().get(i);
            values.put(field.name(), FolderValues.known(field, folders.get(i)));
        }
        // No file has these, but they are not null for that.
        reader.added().forEach(name -> values.put(name, Known.nothing(1)));
        return values;
    }

    private void leaveFile() {
        if (current != null) {
            current.leave();
            current = null;
        }
    }

    private void enter(ScannedFile file, int number) {
        RowGroup stored = file.file().rowGroups().get(number);
        long rows = Math.min(stored.getNum_rows(), rowsLeft);
        var pruned =
                new PrunedFile(
                        file.file(),
                        prunes ? request.condition() : Condition.UNKNOWN,
                        reader.schema(),
                        folderValues(file.folders()));
        List<RowRange> ranges = RowRange.both(pruned.ranges(number), List.of(new RowRange(0, rows)));
        request.counts().addRowGroup(!ranges.isEmpty(), stored.getNum_rows(), RowRange.rows(ranges));
        if (!ranges.isEmpty()) {
            long perRow = bytesPerRow(file.file(), stored);
            cut(new Group(file, number, nextRow, request.allocator()), perRow, ranges);
        }
        pass(stored.getNum_rows());
    }

    /// Cuts the rows of a row group into pieces of about the same size.
    private void cut(Group group, long perRow, List<RowRange> ranges) {
        long most = Math.clamp(PIECE_BYTES / Math.max(1, perRow), LEAST_PIECE_ROWS, PIECE_ROWS);
        var starts = new ArrayList<Long>();
        for (RowRange range : ranges) {
            long rows = range.to() - range.from();
            long parts = Math.ceilDiv(rows, most);
            for (long i = 0; i < parts; i++) {
                long from = range.from() + rows * i / parts;
                long to = range.from() + rows * (i + 1) / parts;
                starts.add(from);
                pieces.add(new Piece(group, from, to - from, (to - from) * perRow));
            }
        }
        group.enter(starts);
    }

    /// About how many bytes a row takes in memory.
    private long bytesPerRow(ParquetFile file, RowGroup group) {
        long bytes = 0;
        for (Field field : reader.schema().fields()) {
            if (file.columns().schema().contains(field.name())) {
                Shape shape = Shapes.narrowed(file.columns().shape(field.name()), field.type());
                for (SchemaNode leaf : shape.leaves()) {
                    ColumnMetaData data = group.getColumns().get(leaf.leaf()).getMeta_data();
                    long stored = data == null ? 0 : Math.max(0, data.getTotal_uncompressed_size());
                    bytes += Math.max(width(field.type()), stored / Math.max(1, group.getNum_rows()));
                }
            }
        }
        return bytes;
    }

    private static long width(DataType type) {
        return switch (Layout.of(type)) {
            case Layout.Fixed(int width) -> width;
            case Layout.Indexed(int width) -> width;
            case Layout.Bits _, Layout.Nothing _ -> 1;
            default -> 16;
        };
    }

    @Override
    public void close() {
        List<Piece> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(pieces);
            pieces.clear();
            leaveFile();
        }
        left.forEach(Piece::close);
        reader.close();
    }
}
