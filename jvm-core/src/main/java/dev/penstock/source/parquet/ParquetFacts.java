package dev.penstock.source.parquet;

import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/// What a Parquet file's footer says of its rows, for estimates.
///
/// @param rows how many there are
/// @param bounds between which the values of columns of numbers and times lie, where the file says so
/// @param textWidths about how many bytes a row of a text takes up in memory
public record ParquetFacts(long rows, Map<String, Bounds> bounds, Map<String, Double> textWidths) {
    /// What a text takes up beside its bytes.
    private static final int OFFSET_BYTES = 4;

    /// The least and the greatest value; dates in days, times in their unit.
    public record Bounds(double least, double greatest) {
        /// Bounds of the values of both.
        public Bounds and(Bounds other) {
            return new Bounds(Math.min(least, other.least), Math.max(greatest, other.greatest));
        }
    }

    /// A file with more column chunks tells its rows alone: looking through all of them would take longer than a better
    /// estimate saves.
    private static final int MOST_CHUNKS = 50_000;

    public ParquetFacts {
        bounds = Map.copyOf(bounds);
        textWidths = Map.copyOf(textWidths);
    }

    /// The facts of a file.
    ///
    /// @throws dev.penstock.error.PenstockException with code IO_NOT_FOUND or IO
    public static ParquetFacts of(Path path) {
        try (ParquetFile file = ParquetFile.open(path)) {
            List<RowGroup> groups = file.rowGroups();
            long rows = groups.stream().mapToLong(RowGroup::getNum_rows).sum();
            Map<String, Bounds> bounds = new HashMap<>();
            Map<String, Double> widths = new HashMap<>();
            List<Field> fields = file.columns().schema().fields();
            if ((long) groups.size() * fields.size() <= MOST_CHUNKS) {
                for (Field field : fields) {
                    Bounds found = bounds(file, field);
                    if (found != null) {
                        bounds.put(field.name(), found);
                    }
                    if (field.type() instanceof DataType.Utf8 || field.type() instanceof DataType.Binary) {
                        widths.put(field.name(), OFFSET_BYTES + (double) textBytes(file, field) / Math.max(1, rows));
                    }
                }
            }
            return new ParquetFacts(rows, bounds, widths);
        }
    }

    /// Whether a file has an encrypted footer, as far as its end says.
    ///
    /// @throws dev.penstock.error.PenstockException with code IO_NOT_FOUND or IO
    public static boolean isEncrypted(Path path) {
        return ParquetFile.isEncrypted(path);
    }

    /// As the writer says, or as they are stored: with a dictionary, that is less than they take up.
    private static long textBytes(ParquetFile file, Field field) {
        if (!(file.columns().shape(field.name()) instanceof Shape.Leaf(SchemaNode node))) {
            return 0;
        }
        long bytes = 0;
        for (RowGroup group : file.rowGroups()) {
            ColumnMetaData data = group.getColumns().get(node.leaf()).getMeta_data();
            if (data != null) {
                bytes +=
                        data.isSetSize_statistics() && data.getSize_statistics().isSetUnencoded_byte_array_data_bytes()
                                ? data.getSize_statistics().getUnencoded_byte_array_data_bytes()
                                : Math.max(0, data.getTotal_uncompressed_size());
            }
        }
        return bytes;
    }

    private static @Nullable Bounds bounds(ParquetFile file, Field field) {
        if (!(file.columns().shape(field.name()) instanceof Shape.Leaf(SchemaNode node))) {
            return null;
        }
        List<ColumnOrder> orders = file.footer().getColumn_orders();
        boolean ordered = orders != null && node.leaf() < orders.size() && orders.get(node.leaf()).isSet();
        ColumnOrder order = ordered ? orders.get(node.leaf()) : null;
        Bounds all = null;
        for (RowGroup group : file.rowGroups()) {
            Known known = known(group.getColumns().get(node.leaf()), node, field.type(), order, group.getNum_rows());
            if (known == null) {
                return null;
            }
            if (known.nulls() == known.rows()) {
                continue;
            }
            if (!(known.least() instanceof Number least) || !(known.greatest() instanceof Number greatest)) {
                return null;
            }
            var bounds = new Bounds(least.doubleValue(), greatest.doubleValue());
            all = all == null ? bounds : all.and(bounds);
        }
        return all;
    }

    private static @Nullable Known known(
            ColumnChunk chunk, SchemaNode node, DataType type, @Nullable ColumnOrder order, long rows) {
        return chunk.getMeta_data() == null
                ? null
                : ChunkStatistics.of(chunk.getMeta_data().getStatistics(), node.element(), type, order, rows);
    }
}
